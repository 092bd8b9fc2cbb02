import { expect, it } from 'vitest';
import { draftOf, firstDraft, withKind } from './draft';
import type { Alert } from './queries';

it('leaves out what the API only tells', () => {
  const told = { uuid: 'u', version: 3, createdAt: 'c', changedAt: 'h', nextRuns: [], warnings: [] };
  expect(draftOf({ ...told, name: 'a', kind: 'issued' } as unknown as Alert)).toEqual({ name: 'a', kind: 'issued' });
});

it('goes over to another kind without members and tokens that this one does not have', () => {
  const denied = withKind({ ...firstDraft, name: 'a', collectionId: 'c' }, 'denied');
  expect(denied).toMatchObject({ name: 'a', kind: 'denied', subject: '{rcn} is denied' });
  expect(denied).not.toHaveProperty('thresholds');
  expect(denied).not.toHaveProperty('collectionId');
  expect(withKind(denied, 'revocation_monitoring')).toMatchObject({ endpoint: { type: 'crl' }, recipients: [] });
  expect(withKind({ ...firstDraft, subject: 'mine {cn}' }, 'issued').subject).toBe('mine {cn}');
});
