import { DerReader, derTags } from './der';
import * as write from './der-writer';
import { decodeOid } from './oids';
import { decodeTime } from './times';

const hex = (bytes: Buffer) => bytes.toString('hex');

describe('lengths', () => {
  it.each([
    [0, '3000'],
    [127, '307f'],
    [128, '308180'],
    [255, '3081ff'],
    [256, '30820100'],
    [65_536, '3083010000'],
  ])('of %i octets', (length, expected) => expect(hex(write.header(derTags.sequence, length))).toBe(expected));
});

describe('integers', () => {
  it.each([
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [256, '02020100'],
    [2 ** 40, '0206010000000000'],
  ])('%i', (value, expected) => expect(hex(write.integer(value))).toBe(expected));

  it('of octets are never negative and never padded', () => {
    expect(hex(write.unsignedInteger(Buffer.from('80ff', 'hex')))).toBe('02030080ff');
    expect(hex(write.unsignedInteger(Buffer.from('000001', 'hex')))).toBe('020101');
  });
});

describe('object identifiers', () => {
  it.each(['1.2.840.113549.1.1.11', '2.5.29.15', '2.25.340282366920938463463374607431768211455', '2.999.3', '0.4.0.1'])(
    '%s is read as it was written',
    (dotted) => {
      const der = write.objectIdentifier(dotted);
      const read = new DerReader(der).elementAt(0, der.length)!;
      expect(decodeOid(der, read.contentStart, read.contentEnd)).toBe(dotted);
    },
  );
});

describe('times', () => {
  it.each([
    ['2049-12-31T23:59:59.999Z', derTags.utcTime],
    ['2050-01-01T00:00:00.000Z', derTags.generalizedTime],
    ['2056-02-29T01:02:03.004Z', derTags.generalizedTime],
    ['1949-12-31T00:00:00.000Z', derTags.generalizedTime],
  ])('%s has whole seconds', (text, tag) => {
    const der = write.time(new Date(text));
    expect(der[0]).toBe(tag);
    const { time, warning } = decodeTime(der, tag, 2, der.length);
    expect(time?.toISOString()).toBe(text.replace(/\.\d+/, '.000'));
    expect(warning).toBeNull();
  });
});

describe('bits with names', () => {
  it.each([
    [[], '030100'],
    [[0], '03020780'],
    [[5, 6], '03020106'],
    [[8], '0303070080'],
  ])('%j', (bits, expected) => expect(hex(write.namedBits(bits))).toBe(expected));
});

it('sets are in the order of their encodings', () =>
  expect(hex(write.setOf(write.integer(2), write.integer(1)))).toBe('3106020101020102'));
