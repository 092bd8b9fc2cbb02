import { expect, it } from 'vitest';
import { contentOf, isEditable, textOf, withContent } from './values';

it.each([
  ['string', false, 'a b', ['a b']],
  ['string', true, 'a\n\n b ', ['a', 'b']],
  ['text', true, 'two\nlines', ['two\nlines']],
  ['integer', false, '42', [42]],
  ['integer', false, 'many', ['many']],
  ['boolean', false, 'false', [false]],
  ['object', false, '{"a":1}', [{ a: 1 }]],
  ['object', false, '{', ['{']],
  ['datetime', false, '2026-01-01T00:00:00Z', ['2026-01-01T00:00:00.000Z']],
  ['string', false, '', []],
] as const)('%s (several: %s) “%s”', (contentType, multiSelect, text, data) => {
  expect(contentOf({ contentType, multiSelect }, text).map((one) => one.data)).toEqual(data);
});

it('shows content as it is typed', () => {
  expect(textOf([{ data: 'a' }, { data: 7 }])).toBe('a\n7');
  expect(textOf(null)).toBe('');
});

it('sets, replaces and takes out', () => {
  const one = withContent([], 'A', [{ data: 1 }]);
  expect(withContent(one, 'A', null)).toEqual([{ name: 'A', content: null }]);
  expect(withContent(one, 'A', undefined)).toEqual([]);
});

it('leaves what a system sets, and what is no text', () => {
  expect(isEditable({ readOnly: true, contentType: 'string' })).toBe(false);
  expect(isEditable({ readOnly: false, contentType: 'file' })).toBe(false);
  expect(isEditable({ readOnly: false, contentType: 'secret' })).toBe(true);
});
