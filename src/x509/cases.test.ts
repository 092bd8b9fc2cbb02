import { buildCertificate, sharedFixtureKey, type CertificateOptions } from '../../test/hostile/certificate-builder';
import { bitString, oid, sequence } from '../../test/hostile/der-writer';
import { caseCertificate } from '../../test/cases/certificates';
import { readCertificate } from './facts';

const spki = (algorithm: string, bytes: number) =>
  sequence(sequence(oid(algorithm)), bitString(Buffer.alloc(bytes, 7)));
const mlDsa65 = '2.16.840.1.101.3.4.3.18';
const facts = (options: CertificateOptions) => readCertificate(buildCertificate(options)).facts;

describe('certificates that were read wrongly once', () => {
  it('case-A7 times that are no RFC 3339 are unknown, with a warning', () => {
    const { facts: read } = readCertificate(caseCertificate('year-10000.der'));
    expect(read).toMatchObject({ notBefore: null, notAfter: null });
    expect(read.parseWarnings).toEqual(expect.arrayContaining(['not_before_unreadable', 'not_after_unreadable']));
  });

  it('case-A8 the size of a GOST key is that of its coordinates', () => {
    const { facts: read } = readCertificate(caseCertificate('gost-256.der'));
    expect(read).toMatchObject({ keyAlgorithm: 'gost-2012-256', keySize: 256, keyReadable: false });
  });

  it.each([
    { names: 1_000, warnings: [] },
    { names: 1_001, warnings: ['names_beyond_index'] },
  ])('figure-F4 $names names, all read, with the warnings $warnings', ({ names, warnings }) => {
    const sans = Array.from({ length: names }, (_, index) => `${index}.many.example`);
    const { facts: read } = readCertificate(buildCertificate({ sans, key: sharedFixtureKey('ec') }));
    expect(read.subjectAlternativeNames).toHaveLength(names);
    expect(read.parseWarnings).toEqual(warnings);
  });

  it.each([
    ['1.2.643.2.2.19', 66, 256],
    ['1.2.643.7.1.1.1.2', 131, 512],
    [mlDsa65, 1952, null],
    ['2.16.840.1.101.3.4.3.20', 32, null],
    ['2.16.840.1.101.3.4.4.2', 1184, null],
    ['2.16.840.1.114027.80.8.1.21', 1300, null],
  ])('case-A8 case-A9 key %s of %i bytes: %s bits', (algorithm, bytes, keySize) => {
    expect(facts({ raw: { spki: spki(algorithm, bytes) } })).toMatchObject({ keySize });
  });

  it.each([
    { ca: false, issuer: 'same', selfSigned: null, subjectType: 'endEntity' },
    { ca: true, issuer: 'same', selfSigned: null, subjectType: 'intermediateCa' },
    { ca: false, issuer: 'another', selfSigned: false, subjectType: 'endEntity' },
  ])(
    'case-A9 an ML-DSA key, CA $ca, issued by $issuer: self-signed $selfSigned',
    ({ ca, issuer, selfSigned, subjectType }) => {
      const read = facts({ subject: 'same', issuer, ca, raw: { spki: spki(mlDsa65, 1952) } });
      expect(read).toMatchObject({ selfSigned, subjectType, keySize: null, keyReadable: false });
    },
  );

  it('case-A9 a signature that not every runtime can check leaves open who made it', () => {
    const sm2 = Buffer.from(oid('1.2.156.10197.1.501'));
    const der = buildCertificate({ subject: 'same' });
    const ecdsa = Buffer.from(oid('1.2.840.10045.4.3.2'));
    // Both OIDs have eight octets, so that no length changes.
    expect(sm2).toHaveLength(ecdsa.length);
    const changed = Buffer.from(
      der.toString('latin1').replaceAll(ecdsa.toString('latin1'), sm2.toString('latin1')),
      'latin1',
    );
    expect(readCertificate(changed).facts).toMatchObject({ selfSigned: null, signatureAlgorithm: 'SM2-with-SM3' });
  });
});
