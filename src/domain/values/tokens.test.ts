import { fillTokens, lookupIn, parseTokens, tokensIn } from './tokens';

const values = {
  name: 'web',
  'certificate.cn': 'web.example.test',
  Var: { count: 3, list: [{ mail: 'a@example.test' }], none: null, nested: { a: [1] } },
  'metadata:Cost centre': '4711',
};
const lookup = lookupIn(values);
const filled = (text: unknown) => fillTokens(text, lookup).value;

it('writes values into a text, also several and such with dots in the name', () => {
  expect(filled('$(name) is $(certificate.cn), $(Var.count) times')).toBe('web is web.example.test, 3 times');
  expect(filled('for $(metadata:Cost centre)')).toBe('for 4711');
});

it('keeps the type of a value where the text is one token', () => {
  expect(filled('$(Var.count)')).toBe(3);
  expect(filled('$(Var.nested)')).toEqual({ a: [1] });
  expect(filled('$(Var.none)')).toBeNull();
  expect(filled('$(Var.list[0].mail)')).toBe('a@example.test');
  expect(filled('<$(Var.nested)>')).toBe('<{"a":[1]}>');
});

it('fills texts inside lists and objects and leaves everything else alone', () => {
  expect(filled({ to: ['$(name)', 7, true], 'k$(name)': null })).toEqual({ to: ['web', 7, true], 'k$(name)': null });
});

it('takes the default where there is no value, and tells what is missing', () => {
  expect(fillTokens('$(gone|nobody) and $(gone)', lookup)).toEqual({ value: 'nobody and ', missing: ['gone'] });
  expect(fillTokens('$(gone)', lookup, 'empty').value).toBe('');
  expect(fillTokens('$(gone) $(gone)', lookup, 'literal')).toEqual({ value: '$(gone) $(gone)', missing: ['gone'] });
});

it('takes $$( for the characters themselves, and half a token for text', () => {
  expect(filled('$$(name) $(name) $( $() $name $(a(b))')).toBe('$(name) web $( $() $name $(a(b))');
});

it('never looks at what an object only inherits', () => {
  for (const name of ['constructor', 'Var.__proto__', 'Var.toString', 'Var.list.length', 'Var.list[9]', 'Var..count']) {
    expect(fillTokens(`$(${name})`, lookup).missing).toEqual([name]);
  }
});

it('does not fill what a value brings in', () => {
  expect(fillTokens('$(a)', lookupIn({ a: '$(b)', b: 'secret' })).value).toBe('$(b)');
});

it('does with the text around tokens what it is told, and never with a value', () => {
  const lookup = lookupIn({ a: 'value', n: 7 });
  const loud = (text: unknown) => fillTokens(text, lookup, 'literal', (plain) => plain.toUpperCase()).value;
  expect(loud('of $(a), $(gone|none) and $(left)')).toBe('OF value, NONE AND $(LEFT)');
  expect(loud({ one: ['$(n)', '$(a)', '$(gone|none)', 'text'] })).toEqual({ one: [7, 'value', 'NONE', 'TEXT'] });
});

it('says where each token stands', () => {
  expect(parseTokens('ab$(x|y)c')).toEqual(['ab', { name: 'x', fallback: 'y', at: 2, written: '$(x|y)' }, 'c']);
  expect(tokensIn({ 'a/b': ['no', 'is $(x)'] })).toEqual([
    { pointer: '/a~1b/1', token: { name: 'x', fallback: undefined, at: 3, written: '$(x)' } },
  ]);
});

it('needs time in proportion to the text', () => {
  const text = '$('.repeat(100_000);
  const started = performance.now();
  expect(filled(text)).toBe(text);
  expect(performance.now() - started).toBeLessThan(1_000);
});
