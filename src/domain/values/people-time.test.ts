import { hoursLeftOf, peopleTime, timeLeftText, withoutMilliseconds } from './people-time';

const hour = 3_600_000;

it.each([
  ['2030-01-31T09:00:00.123Z', '2030-01-31 09:00:00 UTC', '2030-01-31T09:00:00Z'],
  ['2030-01-31T09:00:00Z', '2030-01-31T09:00:00Z', '2030-01-31T09:00:00Z'],
  ['at 2030-01-31T09:00:00.123Z', 'at 2030-01-31T09:00:00.123Z', 'at 2030-01-31T09:00:00.123Z'],
])('%s', (text, people, short) => {
  expect(peopleTime(text)).toBe(people);
  expect(withoutMilliseconds(text)).toBe(short);
});

it.each([
  [-1, 'expired', undefined],
  [0, 'less than an hour left', 0],
  [hour, '1 hour left', 1],
  [23 * hour, '23 hours left', 23],
  [48 * hour - 1, '47 hours left', 47],
  [48 * hour, '2 days left', undefined],
  [72 * hour - 1, '2 days left', undefined],
  [30 * 24 * hour, '30 days left', undefined],
])('%d ms: %s', (left, text, hours) => {
  expect(timeLeftText(left)).toBe(text);
  expect(hoursLeftOf(left)).toBe(hours);
});
