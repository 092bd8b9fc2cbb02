import { describe, expect, it } from 'vitest';
import { hasPunycode, mixedScripts, stretchesOf } from './marks';

describe('text from certificates', () => {
  it('is left as it is where everything can be seen', () => {
    expect(stretchesOf('CN=Jörg, O=例え')).toEqual([{ kind: 'text', text: 'CN=Jörg, O=例え' }]);
    expect(stretchesOf('')).toEqual([]);
  });

  it.each([
    ['\u202e', 'U+202E', 'turns the direction of text'],
    ['\u2066', 'U+2066', 'turns the direction of text'],
    ['\u200f', 'U+200F', 'marks a direction of text'],
    ['\u0000', 'U+0000', 'a control character'],
    ['\n', 'U+000A', 'a control character'],
    ['\u200b', 'U+200B', 'cannot be seen'],
    ['\ufeff', 'U+FEFF', 'cannot be seen'],
    ['\u{e0041}', 'U+E0041', 'cannot be seen'],
    ['\ud800', 'U+D800', 'half a character'],
  ])('shows %j by its code point', (character, code, why) => {
    expect(stretchesOf(`a${character}b`)).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'mark', text: character, code, why },
      { kind: 'text', text: 'b' },
    ]);
  });

  it('points at words of letters that look alike', () => {
    expect(mixedScripts('pаypal.example')).toEqual(['Latin', 'Cyrillic']);
    expect(mixedScripts('москва.example')).toBeUndefined();
    expect(mixedScripts('shop-αβγ.example')).toBeUndefined();
  });

  it.each([
    ['xn--bcher-kva.example', true],
    ['www.XN--bcher-kva.example', true],
    ['lexn--a.example', false],
  ])('knows punycode in %s: %s', (name, expected) => expect(hasPunycode(name)).toBe(expected));
});
