import { expect, it } from 'vitest';
import { localTime, numberOrText, splitPasted } from './values';

it.each([
  ['2048', 2048],
  ['0.5', 0.5],
  ['20.', '20.'],
  ['', ''],
  ['1e3', '1e3'],
  ['$(Var.size)', '$(Var.size)'],
])('%j is %j while it is typed', (text, expected) => expect(numberOrText(text)).toBe(expected));

it('takes a pasted list apart, and leaves a line as it is', () => {
  expect(splitPasted('a\r\n b \n\nc')).toEqual(['a', 'b', 'c']);
  expect(splitPasted('one line')).toBeUndefined();
});

it('shows an instant in the zone of the reader, and back it is the same', () => {
  const local = localTime('2030-05-06T07:08:00.000Z')!;
  expect(local).toMatch(/^2030-05-0\dT\d\d:08$/);
  expect(new Date(local).toISOString()).toBe('2030-05-06T07:08:00.000Z');
  expect([localTime(''), localTime('soon')]).toEqual(['', undefined]);
});
