import { expect, it } from 'vitest';
import { dayOf, exactTime, relativeTime, withExactTimes } from './times';

const now = new Date('2026-11-30T12:00:00Z');

it.each([
  ['2026-11-30T12:00:10Z', 'in a moment'],
  ['2026-11-30T11:59:30Z', 'just now'],
  ['2026-11-30T11:58:59Z', '1 minute ago'],
  ['2026-11-30T10:30:00Z', '90 minutes ago'],
  ['2026-12-13T12:00:00Z', 'in 13 days'],
  ['2027-01-04T12:00:00Z', 'in 5 weeks'],
  ['2024-11-01T12:00:00Z', '2 years ago'],
  ['nonsense', 'nonsense'],
])('%s is %s', (at, expected) => expect(relativeTime(at, now)).toBe(expected));

it('names the month and the zone, so that no date can be read in two ways', () => {
  expect(exactTime('2026-03-04T05:06:07Z', 'UTC')).toBe('4 Mar 2026, 05:06:07 UTC');
  expect(dayOf('2026-03-04T23:30:00Z', 'Europe/Berlin')).toBe('5 Mar 2026');
});

it('reads points in time within a text as the reader has chosen', () => {
  expect(withExactTimes('2026-03-04T05:06:07.000Z is before 2026-03-05T05:06:07Z, not 2026-03-04', 'UTC')).toBe(
    '4 Mar 2026, 05:06:07 UTC is before 5 Mar 2026, 05:06:07 UTC, not 2026-03-04',
  );
});
