import { expect, it } from 'vitest';
import { isSame, mergeOf } from './merge';

it('takes what only one of the two has changed, and names what both have', () => {
  const base = { name: 'a', tags: ['x'], limit: 1, note: 'old' };
  const mine = { ...base, name: 'mine', limit: 2 };
  const theirs = { ...base, name: 'theirs', tags: ['x', 'y'], limit: 2 };
  expect(mergeOf(base, mine, theirs)).toEqual({
    merged: { name: 'mine', tags: ['x', 'y'], limit: 2, note: 'old' },
    conflicts: [{ member: 'name', base: 'a', mine: 'mine', theirs: 'theirs' }],
    taken: ['tags'],
  });
});

it('takes a member away that they have taken away', () => {
  const { merged, conflicts, taken } = mergeOf({ a: 1, b: 2 }, { a: 1, b: 2 }, { a: 1 });
  expect([merged, conflicts, taken]).toEqual([{ a: 1 }, [], ['b']]);
});

it.each([
  [{ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, true],
  [{ a: undefined }, {}, true],
  [[1], { 0: 1 }, false],
  [null, {}, false],
  [[1, 2], [2, 1], false],
])('%j and %j say the same: %s', (a, b, expected) => expect(isSame(a, b)).toBe(expected));
