import { createControlSequenceFilter } from './control-sequences';

const filtered: readonly (readonly [string, string, string])[] = [
  ['colours', 'a\x1b[31;1mred\x1b[0m b', 'ared b'],
  ['colours by the eight-bit code', 'a\x9b31mred', 'ared'],
  ['titles of windows', 'a\x1b]0;title\x07b\x1b]8;;http://x\x1b\\c', 'abc'],
  ['a title that never ends, up to the end of its line', 'a\x1b]0;title\nb', 'a\nb'],
  ['cursor movements', '\x1b[2J\x1b[Hhome\x1b7\x1b8', 'home'],
  ['other control characters', 'a\x00b\x07c\x08d\x7f', 'abcd'],
  ['carriage returns', 'one\r\ntwo\rthree', 'one\ntwo\nthree'],
];

describe('a text of a terminal', () => {
  it.each(filtered)('loses %s', (_, text, expected) => {
    const filter = createControlSequenceFilter();
    expect(filter.write(text) + filter.end()).toBe(expected);
  });

  it.each(filtered)('loses %s when it comes in single characters', (_, text, expected) => {
    const filter = createControlSequenceFilter();
    const written = [...text].map((character) => filter.write(character)).join('');
    expect(written + filter.end()).toBe(expected);
  });

  it('keeps tabs, line breaks and letters of all languages', () => {
    const text = 'tab\tline\nžluťoučký 漢字 😀';
    const filter = createControlSequenceFilter();
    expect(filter.write(text) + filter.end()).toBe(text);
  });
});
