import { integer } from '../../test/hostile/der-writer';
import { DerReader, type DerElement } from './der';
import { bitLength, decodeInteger, smallInteger } from './integers';

function element(content: string): { bytes: Buffer; at: DerElement } {
  const bytes = integer(Buffer.from(content, 'hex'));
  const at = new DerReader(bytes).elementAt(0, bytes.length);
  if (at === null) throw new Error('bad fixture');
  return { bytes, at };
}

describe('decodeInteger', () => {
  it.each([
    { content: '', hex: '0' },
    { content: '00', hex: '0' },
    { content: '0a', hex: 'a' },
    { content: '00ff', hex: 'ff' },
    { content: '7f00', hex: '7f00' },
    { content: 'ff', hex: '-1' },
    { content: '80', hex: '-80' },
    { content: 'ff01', hex: '-ff' },
    { content: 'ff00', hex: '-100' },
  ])('$content is $hex', ({ content, hex }) => {
    const { bytes, at } = element(content);
    expect(decodeInteger(bytes, at)).toMatchObject({ hex, negative: hex.startsWith('-'), cut: false });
  });

  it('cuts beyond 64 octets and says so', () => {
    const { bytes, at } = element('5a'.repeat(65));
    expect(decodeInteger(bytes, at)).toEqual({ hex: '5a'.repeat(64), negative: false, octets: 65, cut: true });
  });
});

it.each([
  { content: '00', value: 0, bits: 0 },
  { content: '7fffffff', value: 2 ** 31 - 1, bits: 31 },
  { content: '0100000000', value: null, bits: 33 },
  { content: '00ff', value: 255, bits: 8 },
])('$content as a small integer and its bits', ({ content, value, bits }) => {
  const { bytes, at } = element(content);
  expect(smallInteger(bytes, at)).toBe(value);
  expect(bitLength(bytes, at)).toBe(bits);
});
