import { expect, it } from 'vitest';
import { recordFault, recordOf } from './revocation';

it('records a revocation of now without a time, and leaves out an empty comment', () => {
  expect(recordOf('superseded', '', ' ')).toEqual({ reason: 'superseded' });
});

it('takes the time for one of UTC, with or without seconds', () => {
  const at = (text: string) => recordOf('keyCompromise', text, ' by phone ');
  expect(at('2030-01-02T03:04')).toEqual({
    ...{ reason: 'keyCompromise', revokedAt: '2030-01-02T03:04:00.000Z', comment: 'by phone' },
  });
  expect(at('2030-01-02T03:04:05').revokedAt).toBe('2030-01-02T03:04:05.000Z');
});

it.each([
  ['issued', 'upload', undefined],
  ['pending_approval', 'discovery', undefined],
  ['revoked', 'upload', 'already revoked'],
  ['rejected', 'upload', 'it is rejected'],
  ['issued', 'issue', 'ordered here'],
] as const)('of one that is %s and came by %s: %s', (state, source, words) => {
  const fault = recordFault({ state, source });
  if (words === undefined) expect(fault).toBeUndefined();
  else expect(fault).toContain(words);
});
