import { expect, it } from 'vitest';
import { dayAfter, dayName, dayReached, entryDayOf, monthAfter, monthName, weeksOf } from './month';

it('has weeks from Monday on, with gaps before the first day and after the last', () => {
  const weeks = weeksOf('2028-02');
  expect(weeks).toHaveLength(5);
  expect(weeks[0]).toEqual([
    undefined,
    '2028-02-01',
    '2028-02-02',
    '2028-02-03',
    '2028-02-04',
    '2028-02-05',
    '2028-02-06',
  ]);
  expect(weeks[4]).toEqual(['2028-02-28', '2028-02-29', undefined, undefined, undefined, undefined, undefined]);
  expect(weeksOf('2027-02')).toHaveLength(4);
});

it('goes over the ends of months and years', () => {
  expect([monthAfter('2030-12', 1), monthAfter('2030-01', -1)]).toEqual(['2031-01', '2029-12']);
  expect([dayAfter('2028-02-28'), dayAfter('2030-12-31')]).toEqual(['2028-02-29', '2031-01-01']);
  expect([monthName('2030-01'), dayName('2030-01-31')]).toEqual(['January 2030', '31 January 2030']);
});

it.each([
  ['ArrowLeft', '2030-01-01', '2029-12-31'],
  ['ArrowRight', '2028-02-28', '2028-02-29'],
  ['ArrowUp', '2030-01-03', '2029-12-27'],
  ['ArrowDown', '2030-01-31', '2030-02-07'],
  ['Home', '2030-01-02', '2029-12-31'],
  ['Home', '2029-12-31', '2029-12-31'],
  ['End', '2030-01-02', '2030-01-06'],
  ['End', '2030-01-06', '2030-01-06'],
  ['PageUp', '2030-03-31', '2030-02-28'],
  ['PageDown', '2030-12-15', '2031-01-15'],
  ['PageDown', '2028-01-30', '2028-02-29'],
  ['a', '2030-01-01', undefined],
])('%s leads from %s to %s', (key, from, to) => expect(dayReached(from, key)).toBe(to));

it('enters a month at today or at its first day', () => {
  expect([entryDayOf('2030-01', '2030-01-17'), entryDayOf('2030-02', '2030-01-17')]).toEqual([
    '2030-01-17',
    '2030-02-01',
  ]);
});
