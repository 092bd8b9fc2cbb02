import { der, oid, sequence, set, utf8String } from '../../test/hostile/der-writer';
import { DerReader } from './der';
import { escapeValue, readName, type NameFacts } from './names';

function read(name: Buffer): NameFacts & { warnings: string[] } {
  const reader = new DerReader(name);
  const root = reader.elementAt(0, name.length);
  if (root === null) throw new Error('bad fixture');
  const warnings = new Set<string>();
  return { ...readName(reader, name, root, (code) => warnings.add(code)), warnings: [...warnings] };
}

const attribute = (type: string, value: Buffer): Buffer => sequence(oid(type), value);
const one = (type: string, value: Buffer): Buffer => set(attribute(type, value));
const CN = '2.5.4.3';
const O = '2.5.4.10';

describe('escapeValue', () => {
  it.each([
    ['plain text', 'James Smith', 'James Smith'],
    ['empty', '', ''],
    ['specials', 'a+b"c,d;e<f>g\\h', 'a\\+b\\"c\\,d\\;e\\<f\\>g\\\\h'],
    ['leading space', ' a', '\\ a'],
    ['trailing space', 'a ', 'a\\ '],
    ['one space', ' ', '\\ '],
    ['leading number sign', '#a#', '\\#a#'],
    ['NUL', 'a\0b', 'a\\00b'],
    ['newline', 'a\r\nb', 'a\\0D\\0Ab'],
    ['equals sign needs none', 'a=b', 'a=b'],
    ['bidi mark stays', '\u202Ea', '\u202Ea'],
    ['letters beyond ASCII stay', 'Lučić', 'Lučić'],
  ])('%s', (_, value, escaped) => {
    expect(escapeValue(value)).toBe(escaped);
  });
});

describe('readName', () => {
  it.each([
    { name: 'empty name', der: sequence(), dn: '', commonName: null },
    {
      name: 'the last RDN of the DER comes first in the text',
      der: sequence(
        one('2.5.4.6', der(0x13, Buffer.from('DE'))),
        one(O, utf8String('Acme, Inc.')),
        one(CN, utf8String('a')),
      ),
      dn: 'CN=a,O=Acme\\, Inc.,C=DE',
      commonName: 'a',
    },
    {
      name: 'several attributes in one RDN',
      der: sequence(set(attribute(CN, utf8String('a')), attribute('0.9.2342.19200300.100.1.1', utf8String('u')))),
      dn: 'CN=a+UID=u',
      commonName: 'a',
    },
    {
      name: 'the last CN is the most specific',
      der: sequence(one(CN, utf8String('outer')), one(CN, utf8String('inner'))),
      dn: 'CN=inner,CN=outer',
      commonName: 'inner',
    },
    {
      name: 'an unknown type has its value in hex',
      der: sequence(one('1.2.3.4', utf8String('x'))),
      dn: '1.2.3.4=#0c0178',
      commonName: null,
    },
    {
      name: 'a value that is no string has hex as well',
      der: sequence(one(CN, der(0x02, Buffer.from([5])))),
      dn: 'CN=#020105',
      commonName: '#020105',
    },
    {
      name: 'BMPString',
      der: sequence(one(CN, der(0x1e, Buffer.from('00c4263a', 'hex')))),
      dn: 'CN=Ä☺',
      commonName: 'Ä☺',
    },
    {
      name: 'T61String as Latin-1',
      der: sequence(one(CN, der(0x14, Buffer.from('c4', 'hex')))),
      dn: 'CN=Ä',
      commonName: 'Ä',
    },
    {
      name: 'UniversalString',
      der: sequence(one(CN, der(0x1c, Buffer.from('0001f512', 'hex')))),
      dn: 'CN=\u{1F512}',
      commonName: '\u{1F512}',
    },
    { name: 'text becomes NFC', der: sequence(one(CN, utf8String('u\u0308'))), dn: 'CN=ü', commonName: 'ü' },
    { name: 'an empty RDN is left out', der: sequence(set(), one(CN, utf8String('a'))), dn: 'CN=a', commonName: 'a' },
  ])('$name', ({ der: name, dn, commonName }) => {
    expect(read(name)).toMatchObject({ dn, commonName, warnings: [] });
  });

  it('lists attributes in the order of the DER with unescaped values', () => {
    const { attributes } = read(sequence(one(O, utf8String('A, B')), one('1.2.3.4', utf8String('x'))));
    expect(attributes).toEqual([
      { oid: O, name: 'O', value: 'A, B' },
      { oid: '1.2.3.4', name: '1.2.3.4', value: 'x' },
    ]);
  });

  it.each([
    {
      name: 'invalid UTF-8',
      der: sequence(one(CN, der(0x0c, Buffer.from('61ff', 'hex')))),
      dn: 'CN=a\uFFFD',
      code: 'string_invalid',
    },
    {
      name: 'high octet in IA5String',
      der: sequence(one(CN, der(0x16, Buffer.from('61e9', 'hex')))),
      dn: 'CN=a\uFFFD',
      code: 'string_invalid',
    },
    {
      name: 'half a BMP unit',
      der: sequence(one(CN, der(0x1e, Buffer.from('006100', 'hex')))),
      dn: 'CN=a\uFFFD',
      code: 'string_invalid',
    },
    { name: 'attribute without a value', der: sequence(set(sequence(oid(CN)))), dn: '', code: 'name_unreadable' },
    {
      name: 'attribute without a type',
      der: sequence(set(sequence(utf8String('a'), utf8String('b')))),
      dn: '',
      code: 'name_unreadable',
    },
    { name: 'length beyond the name', der: sequence(Buffer.from('31ff', 'hex')), dn: '', code: 'name_unreadable' },
  ])('$name warns $code', ({ der: name, dn, code }) => {
    expect(read(name)).toMatchObject({ dn, warnings: [code] });
  });
});
