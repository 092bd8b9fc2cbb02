import { decodedHeader } from '../../../test/notifications/support/mime';
import { headerPhrase, headerText } from './header-text';

const word = '=?UTF-8?B?4oCuZ3BqLmV4ZQ==?=';

it.each([
  'plain text',
  `x ${word} y`,
  word,
  `a${word}b`,
  '=?utf-8?q?a?=',
  '=? ?=',
  '=?x',
  `${word} ${word}`,
  `${word} ü`,
  'Zürich',
  '€😀'.repeat(40),
])('case-M6: %s is read as it is', (text) => {
  expect(decodedHeader(headerText(text))).toBe(text);
  expect(decodedHeader(headerPhrase(text)).replace(/^"(.*)"$/, '$1')).toBe(text);
  expect(headerText(text)).toMatch(/^[\x20-\x7e]*$/);
});

it('ASCII without encoded words stays readable in the source', () => {
  expect(headerText('shop.example, 12 days left')).toBe('shop.example, 12 days left');
  expect(headerText('1 = 1?')).toBe('1 = 1?');
});

it('a phrase is quoted, or nothing', () => {
  expect(headerPhrase(' Web "team" ')).toBe('"Web \\"team\\""');
  expect(headerPhrase('  ')).toBe('');
});
