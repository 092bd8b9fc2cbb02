import { expect, it } from 'vitest';
import { anySearch, parseSearch, stringifySearch } from './search-text';

it('keeps what looks like a number a text, and names that stand twice as lists', () => {
  expect(parseSearch('?serialNumber=0012&state=issued&state=revoked')).toEqual({
    serialNumber: '0012',
    state: ['issued', 'revoked'],
  });
});

it('writes what it has read', () => {
  const text = '?serialNumber=0012&state=issued&state=revoked&text=a%26b';
  expect(stringifySearch(parseSearch(text))).toBe(text);
  expect(stringifySearch({ text: '', none: undefined })).toBe('');
});

it('takes the first of several for a filter that has one value', () => {
  expect(anySearch({ state: ['issued', 'revoked'], text: 'a', other: 1 })).toEqual({ state: 'issued', text: 'a' });
});
