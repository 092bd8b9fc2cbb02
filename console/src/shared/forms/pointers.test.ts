import { expect, it } from 'vitest';
import { partsOf, pointerOf, valueAt, withValueAt } from './pointers';

it('escapes as RFC 6901 does', () => {
  expect(pointerOf(['a/b', 'c~d', 0])).toBe('/a~1b/c~0d/0');
  expect(partsOf('/a~1b/c~0d/0')).toEqual(['a/b', 'c~d', '0']);
});

it('changes a copy, deep inside too', () => {
  const before = { list: [{ name: 'a' }, { name: 'b' }] };
  expect(withValueAt(before, '/list/1/name', 'c')).toEqual({ list: [{ name: 'a' }, { name: 'c' }] });
  expect(before.list[1]).toEqual({ name: 'b' });
  expect(valueAt(before, '/list/1/name')).toBe('b');
  expect(valueAt(before, '/none/1')).toBeUndefined();
});

it('makes what is missing on the way, and takes away what becomes undefined', () => {
  expect(withValueAt({}, '/mail/host', 'h')).toEqual({ mail: { host: 'h' } });
  expect(withValueAt({ a: 1, b: 2 }, '/a', undefined)).toEqual({ b: 2 });
  expect(withValueAt({ list: [1, 2, 3] }, '/list/1', undefined)).toEqual({ list: [1, 3] });
  expect(withValueAt({ a: 1 }, '', { b: 2 })).toEqual({ b: 2 });
});
