import { isObject, oneLine } from './authority-fault';

it('makes one bounded line of any text', () => {
  expect(oneLine('a\r\nb\u0000\u2028c.\n', 100)).toBe('a b c');
  expect(oneLine('x'.repeat(5_000), 400)).toHaveLength(400);
});

it('takes neither null nor a list for an object', () => {
  expect([{}, null, [], 'text'].map(isObject)).toEqual([true, false, false, false]);
});
