import { expect, it } from 'vitest';
import { verdictText } from './chain-words';

const good = { ok: true, checked: 1200, first: 1, last: 1200, anchor: null, faults: [] };

it('says in words whether the log holds', () => {
  expect(verdictText(good)).toContain('The log is whole: 1,200 rows, from 1 to 1200');
  expect(verdictText({ ...good, anchor: 'matches' })).toContain('noted outside is there');
  const faults = [{ seq: 7, code: 'altered', detail: 'd' }] as const;
  expect(verdictText({ ...good, ok: false, faults: [...faults] })).toContain('wrong at one place');
  expect(verdictText({ ...good, checked: 0, first: null, last: null })).toBe('There is no row to verify.');
});
