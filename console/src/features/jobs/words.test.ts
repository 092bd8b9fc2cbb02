import { expect, it } from 'vitest';
import { cronWords, durationText, resultWords, timeZones } from './words';

it.each([
  ['30 2 * * MON-FRI', 'At 02:30, Monday through Friday'],
  ['*/15 * * * *', 'Every 15 minutes'],
  ['not a rule', undefined],
])('%s is “%s”', (cron, words) => expect(cronWords(cron)).toBe(words));

it.each([
  [null, '–'],
  [850, '850 ms'],
  [12_340, '12.3 s'],
  [245_000, '4 min 5 s'],
  [7_800_000, '2 h 10 min'],
])('%s ms is %s', (milliseconds, text) => expect(durationText(milliseconds)).toBe(text));

it('offers UTC first', () => expect(timeZones()[0]).toBe('UTC'));

it('tells what came of a run', () => {
  expect(resultWords({ checkedCount: 3, changes: { toExpired: 1 }, at: null, ids: ['a', 'b'] })).toBe(
    'checked count: 3, changes: (to expired: 1), ids: (a, b)',
  );
  expect([resultWords(null), resultWords('done')]).toEqual(['', 'done']);
});
