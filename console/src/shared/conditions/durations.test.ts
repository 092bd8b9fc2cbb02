import { expect, it } from 'vitest';
import { durationOf, durationUnits, readDuration } from './durations';

it.each(durationUnits)('reads %s as it writes them', (unit) => {
  expect(readDuration(durationOf({ count: 30, unit }))).toEqual({ count: 30, unit });
});

it.each(['P1DT2H', 'PT5S', 'soon', 30, undefined])('leaves %j to be typed', (text) => {
  expect(readDuration(text)).toBeUndefined();
});
