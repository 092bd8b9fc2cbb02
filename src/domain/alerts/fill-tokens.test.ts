import fc from 'fast-check';
import { fillTokens, tokenFaults, tokensIn, type TokenValues } from './fill-tokens';
import { alertTokens, tokensOf } from './tokens';

const values = (known: Record<string, string[]>): TokenValues => ({ of: (name) => known[name] ?? [] });
const some = values({ cn: ['<b>"x"&\n'], san: ['dNSName:a', 'dNSName:b'], 'metadata:Cost Centre': ['4711'] });
const fill = (text: string, mode: 'html' | 'line' | 'text' = 'text') => fillTokens(text, 'expiration', some, mode);

describe('fillTokens', () => {
  it('escapes values in HTML, and only values', () =>
    expect(fill('<p title="{CN}">{san}</p>', 'html').text).toBe(
      '<p title="&lt;b&gt;&#34;x&#34;&amp;\n">dNSName:a, dNSName:b</p>',
    ));

  it('keeps a subject on one line, whatever a certificate holds', () =>
    expect(fill('of {cn}\r\nBcc: x', 'line').text).toBe('of <b>"x"& Bcc: x'));

  it('reads names without regard to case, with a name behind a prefix', () =>
    expect(fill('{Metadata:Cost Centre} {cN}').text).toBe('4711 <b>"x"&\n'));

  it('leaves style sheets and unknown names as they are', () => {
    const text = 'p { color: red } .a{margin:0} {nothing} {}';
    expect(fill(text)).toEqual({ text, empty: [] });
  });

  it('names tokens without a value', () =>
    expect(fill('{owner} {owner} {cn}')).toEqual({ text: '  <b>"x"&\n', empty: ['owner'] }));

  it('never lets a value be read as a token or a replacement pattern', () =>
    fc.assert(
      fc.property(fc.string(), (value) => {
        const one = values({ cn: [value], dn: ['no'] });
        return fillTokens('{cn}', 'expiration', one, 'text').text === value;
      }),
    ));

  it('puts a value into a string of JSON so that it is the value there', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { text } = fillTokens('{"cn":"{cn}"}', 'expiration', values({ cn: [value] }), 'json');
        return JSON.parse(text).cn === value;
      }),
      { examples: [['q","x":"\\\r\n']] },
    ));

  it('keeps every subject free of what ends a line', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { text } = fillTokens('x {cn} y', 'expiration', values({ cn: [value] }), 'line');
        return !/[\r\n\u2028\u2029\0]/.test(text);
      }),
    ));
});

describe('tokenFaults', () => {
  const faults = (text: string) => tokenFaults(text, 'expiration', '/subject');

  it('H20: names an unknown token with its position, and takes CSS for what it is', () => {
    expect(faults('ends: {daysleftt}')).toEqual([
      {
        pointer: '/subject',
        code: 'unknown_token',
        detail:
          'there is no token {daysleftt}, at character 7; GET /alerts/tokens lists them. Did you mean "daysleft"?',
      },
    ]);
    expect(faults('<style>p{color:red} a { margin: 0 }</style>{cn}')).toEqual([]);
  });

  it.each([
    ['{requester:mailx}', 'there is no token'],
    ['{cmnt}', 'alerts of this kind have no token'],
  ])('refuses %s', (text, detail) => expect(faults(text)[0]?.detail).toContain(detail));

  it('takes every token of the kind', () => {
    const text = tokensOf('expiration')
      .map(({ name }) => `{${name}${name.endsWith(':') ? 'x' : ''}}`)
      .join('');
    expect(faults(text)).toEqual([]);
    expect(tokensIn(text, 'expiration')).toHaveLength(tokensOf('expiration').length);
  });
});

describe('the table of tokens', () => {
  it('has each name once, with a meaning and an example', () => {
    expect(new Set(alertTokens.map(({ name }) => name.toLowerCase())).size).toBe(alertTokens.length);
    expect(alertTokens.filter(({ meaning, example, kinds }) => !meaning || !example || kinds.length === 0)).toEqual([]);
  });
});
