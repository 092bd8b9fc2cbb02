import { curlyTokens, fillCurly, unknownCurlyTokens } from './curly-tokens';
import { escapeHtml } from './escape-html';

const known = { names: new Set(['cn', 'requester:mail']), prefixes: new Set(['metadata']) };
const values: Record<string, unknown> = { cn: 'a<b>', 'metadata:Cost centre': 42, 'requester:mail': 'r@example.test' };
const lookup = (name: string) => values[name];

it('fills known names without regard to case', () => {
  expect(fillCurly('{CN}: {Requester:Mail}, {metadata:Cost centre}', known, lookup).text).toBe(
    'a<b>: r@example.test, 42',
  );
});

it('escapes values, never the text', () => {
  expect(fillCurly('<b>{cn}</b>', known, lookup, escapeHtml).text).toBe('<b>a&lt;b&gt;</b>');
});

it('tells what has no value', () => {
  expect(fillCurly('x{metadata:None}y', known, lookup)).toEqual({ text: 'xy', missing: ['metadata:None'] });
});

it('leaves style sheets and other braces as they are', () => {
  const text = 'p {color: red} .a{b:c} { cn } {} {"cn":1} {{cn}}';
  expect(fillCurly(text, known, lookup).text).toBe(text.replace('{{cn}}', '{a<b>}'));
  expect(unknownCurlyTokens(text, known)).toEqual([]);
});

it('finds words in braces that are no token, with their place', () => {
  expect(unknownCurlyTokens('a {cm} {cn}', known)).toMatchObject([{ name: 'cm', at: 2 }]);
  expect(curlyTokens('a {cm} {cn}', known)).toMatchObject([{ name: 'cn', at: 7 }]);
});

it('does not fill what a value brings in', () => {
  expect(fillCurly('{cn}', known, () => '{cn}').text).toBe('{cn}');
});
