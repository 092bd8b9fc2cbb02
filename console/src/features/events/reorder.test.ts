import { expect, it } from 'vitest';
import { moved, shifted } from './reorder';

const list = ['a', 'b', 'c', 'd'].map((uuid) => ({ uuid }));
const order = (items: readonly { readonly uuid: string }[]) => items.map(({ uuid }) => uuid).join('');

it('moves one or several before or after another', () => {
  expect(order(moved(list, new Set(['a']), 'c', 'after'))).toBe('bcad');
  expect(order(moved(list, new Set(['d', 'b']), 'a', 'before'))).toBe('bdac');
  expect(order(moved(list, new Set(['b']), 'b', 'after'))).toBe('abcd');
});

it('moves one a place up or down, and not beyond the ends', () => {
  expect(order(shifted(list, 1, -1))).toBe('bacd');
  expect(order(shifted(list, 1, 1))).toBe('acbd');
  expect(order(shifted(list, 0, -1))).toBe('abcd');
  expect(order(shifted(list, 3, 1))).toBe('abcd');
});
