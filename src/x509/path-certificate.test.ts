import { certificate, extension, extensions, party } from '../../test/support/signed-material';
import { derTags } from './der';
import { element, explicit, integer, objectIdentifier, sequence } from './der-writer';
import { readPathCertificate } from './path-certificate';

const [ca, leaf] = [party('CA'), party('Leaf')];
const host = (name: string) => element(0x82, Buffer.from(name));
const oid = (dotted: string) => objectIdentifier(dotted);

function read(...own: Buffer[]) {
  return readPathCertificate(certificate(leaf, ca, { extensions: own }))!;
}

describe('readPathCertificate', () => {
  it('reads what path validation looks at', () => {
    const found = read(
      extensions.ca,
      extension('2.5.29.17', sequence(host('a.org'), element(0x87, Buffer.from([10, 0, 0, 1])))),
      extension(
        '2.5.29.30',
        sequence(explicit(0, sequence(host('a.org'))), explicit(1, sequence(host('.b.org')))),
        true,
      ),
      extension('2.5.29.32', sequence(sequence(oid('1.2.3'), sequence(sequence(oid('1.3.6.1.5.5.7.2.1')))))),
      extension('2.5.29.33', sequence(sequence(oid('1.2.3'), oid('1.2.4')))),
      extension('2.5.29.36', sequence(element(0x80, Buffer.from([0])), element(0x81, Buffer.from([2])))),
      extension('2.5.29.54', integer(3)),
    );
    expect(found).toMatchObject({
      version: 3,
      subjectDn: 'CN=Leaf',
      commonNames: ['Leaf'],
      names: [
        { kind: 'dns', value: 'a.org' },
        { kind: 'ip', octets: '0a000001' },
      ],
      nameConstraints: {
        permitted: [{ base: { kind: 'dns', value: 'a.org' }, bounded: false }],
        excluded: [{ base: { kind: 'dns', value: '.b.org' }, bounded: false }],
      },
      policies: [{ oid: '1.2.3', qualifiers: ['1.3.6.1.5.5.7.2.1'] }],
      policyMappings: [{ issuerDomain: '1.2.3', subjectDomain: '1.2.4' }],
      requireExplicitPolicy: 0,
      inhibitPolicyMapping: 2,
      inhibitAnyPolicy: 3,
      criticalExtensions: ['2.5.29.19', '2.5.29.30'],
      duplicateExtensions: [],
      unreadableExtensions: [],
      tooLarge: false,
    });
  });

  it.each<[string, string, Buffer]>([
    ['a list of names that is none', '2.5.29.17', integer(1)],
    ['constraints without content', '2.5.29.30', sequence()],
    ['constraints of no name', '2.5.29.30', sequence(explicit(0))],
    [
      'a mask with gaps',
      '2.5.29.30',
      sequence(explicit(0, sequence(element(0x87, Buffer.from('0a000000ff00ff00', 'hex'))))),
    ],
    ['a wildcard as a constraint', '2.5.29.30', sequence(explicit(0, sequence(host('*.a.org'))))],
    ['a policy twice', '2.5.29.32', sequence(sequence(oid('1.2')), sequence(oid('1.2')))],
    ['no policies', '2.5.29.32', sequence()],
    ['no mappings', '2.5.29.33', sequence()],
    ['policy constraints without content', '2.5.29.36', sequence()],
    ['a negative number', '2.5.29.54', element(derTags.integer, Buffer.from([0xff]))],
    ['a distribution point that is none', '2.5.29.31', sequence(integer(1))],
  ])('says what it cannot read: %s', (_, type, value) => {
    expect(read(extension(type, value)).unreadableExtensions).toEqual([type]);
  });

  it('tells an absent extension from an empty one, and sees one that stands there twice', () => {
    expect(read()).toMatchObject({ keyUsage: null, extendedKeyUsage: null, policies: null });
    expect(read(extensions.keyUsage(), extension('1.2.3', integer(1)), extension('1.2.3', integer(2)))).toMatchObject({
      keyUsage: [],
      duplicateExtensions: ['1.2.3'],
    });
  });

  it('stops at a limit and says so', () => {
    const names = Array.from({ length: 40_000 }, () => host('a.org'));
    const value = element(derTags.sequence, Buffer.concat(names));
    expect(read(extension('2.5.29.17', value))).toMatchObject({ tooLarge: true, unreadableExtensions: ['2.5.29.17'] });
  });

  it('is null for what is no certificate, and never throws', () => {
    expect(readPathCertificate(Buffer.from('3000', 'hex'))).toBeNull();
    const der = certificate(leaf, ca, { extensions: [extensions.ca, extension('2.5.29.17', sequence(host('a.org')))] });
    for (let at = 0; at < der.length; at += 1) {
      const broken = Buffer.from(der);
      broken[at]! ^= 0x5a;
      readPathCertificate(broken);
      readPathCertificate(der.subarray(0, at));
    }
  });
});
