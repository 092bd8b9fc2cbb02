import { listIdOf } from './list-id';

const id = '<p1.notifications.certloom.example>';

it.each([
  { name: '', expected: id },
  { name: 'Web team', expected: `"Web team" ${id}` },
  { name: 'A "b" \\ <c@d>', expected: `"A \\"b\\" \\\\ <c@d>" ${id}` },
  {
    name: '=?UTF-8?B?eA==?=',
    expected: `=?UTF-8?B?${Buffer.from('=?UTF-8?B?eA==?=').toString('base64')}?= ${id}`,
  },
  { name: 'Zürich', expected: `=?UTF-8?B?${Buffer.from('Zürich').toString('base64')}?= ${id}` },
])('$name', ({ name, expected }) => expect(listIdOf(name, 'p1', 'certloom.example')).toBe(expected));

it('a long name becomes several encoded words that hold whole characters', () => {
  const name = '€😀'.repeat(40);
  const value = listIdOf(name, 'p1', 'certloom.example');
  const words = value.split(' ').slice(0, -1);
  expect(words.length).toBeGreaterThan(1);
  expect(words.every((word) => word.length <= 75)).toBe(true);
  expect(words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString('utf8')).join('')).toBe(name);
});
