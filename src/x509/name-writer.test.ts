import { DerReader } from './der';
import { element, objectIdentifier, printableString, sequence, setOf } from './der-writer';
import { withUtf8Strings, writeName } from './name-writer';
import { readName } from './names';

function read(der: Buffer) {
  const reader = new DerReader(der);
  const warnings: string[] = [];
  const name = readName(reader, der, reader.elementAt(0, der.length)!, (code) => warnings.push(code));
  return { dn: name.dn, warnings };
}
const cn = objectIdentifier('2.5.4.3');

it('writes what is text as UTF8String, and what must be something else as that', () => {
  const der = writeName([
    ['C', 'CH'],
    ['DC', 'example'],
    ['O', 'Müller'],
    ['1.2.3.4', 'x'],
  ]);
  expect(read(der)).toEqual({ dn: '1.2.3.4=#0c0178,O=Müller,DC=example,C=CH', warnings: [] });
  expect([0x13, 0x16, 0x0c].every((tag) => der.includes(Buffer.of(tag)))).toBe(true);
});

describe('the name of a request', () => {
  it('keeps what it says, with older strings as UTF8String', () => {
    const bmp = element(0x1e, Buffer.from('00fc0078', 'hex'));
    const name = sequence(
      setOf(sequence(objectIdentifier('2.5.4.6'), printableString('CH'))),
      setOf(sequence(cn, printableString('*.example.org')), sequence(objectIdentifier('2.5.4.10'), bmp)),
    );
    const rewritten = withUtf8Strings(name);
    expect(read(rewritten).dn).toBe(read(name).dn);
    expect(rewritten.includes(Buffer.from('0c0d2a2e6578616d706c652e6f7267', 'hex'))).toBe(true);
    expect(rewritten.includes(Buffer.from('13024348', 'hex'))).toBe(true);
    expect(withUtf8Strings(rewritten).equals(rewritten)).toBe(true);
  });

  it('may be empty', () => expect(withUtf8Strings(sequence()).equals(sequence())).toBe(true));

  it.each([
    ['bytes that are no text', sequence(setOf(sequence(cn, element(0x0c, Buffer.from('ff', 'hex')))))],
    ['a pair without a value', sequence(setOf(sequence(cn)))],
    ['something else', Buffer.from('0500', 'hex')],
    ['a cut one', sequence(setOf(sequence(cn, printableString('x')))).subarray(0, -1)],
  ])('is refused with %s', (_what, name) => expect(() => withUtf8Strings(name)).toThrow('cannot be read'));
});
