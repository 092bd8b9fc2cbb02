import { expect, it } from 'vitest';
import { dayAfter, dayName, monthAfter, monthName, weeksOf } from './month';

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
