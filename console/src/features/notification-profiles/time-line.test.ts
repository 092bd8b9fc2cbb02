import { expect, it } from 'vitest';
import { daysOf, marksOf } from './time-line';

it.each([
  ['P7D', 7],
  ['P2W', 14],
  ['P1M', 30],
  ['P1Y', 365],
  ['PT12H', 0.5],
  ['20%', 18],
  ['P', undefined],
  ['soon', undefined],
])('%s begins %s days before the end of 90', (before, days) => {
  expect(daysOf(before, 90)).toBe(days);
});

it('puts the first step at the left, and gives the last days more room', () => {
  const marks = marksOf([{ before: 'P100D' }, { before: 'P25D' }, { before: 'never' }, { before: 'P1D' }], 90);
  expect(marks.map(({ step, left }) => [step, left])).toEqual([
    [0, 0],
    [1, 50],
    [3, 90],
  ]);
});
