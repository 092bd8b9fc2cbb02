/** Single certificates, good ones and ones with one oddity each, as DER. All signed with one fixed key: the same bytes in every run. */
import {
  buildCertificate,
  type CertificateOptions,
  extensionDer,
  type FixtureKey,
  importFixtureKey,
  nameDer,
} from './certificate-builder';
import { bitString, boolean, der, integer, octetString, oid, sequence, set, utf8String } from './der-writer';

export interface CertificateCase {
  readonly name: string;
  /** True where every supported runtime takes it; false where runtimes may differ. */
  readonly certain: boolean;
  readonly der: Buffer;
}

/** An Ed25519 key whose secret is 32 times the octet 7: public knowledge, for fixtures only. */
export const fixedKey: FixtureKey = importFixtureKey(
  'ed25519',
  Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
);

/** A certificate that depends on nothing but its options. */
export function fixedCertificate(options: CertificateOptions = {}): Buffer {
  return buildCertificate({ subject: 'hostile.example.test', serial: 4711, key: fixedKey, ...options });
}

const basicConstraints = extensionDer({ oid: '2.5.29.19', critical: true, value: sequence(boolean(true)) });
const privateOid = '1.3.6.1.4.1.99999.1';

/** Validity of two elements with this tag and text. */
function validity(tag: number, notBefore: string, notAfter: string): Buffer {
  return sequence(der(tag, Buffer.from(notBefore, 'latin1')), der(tag, Buffer.from(notAfter, 'latin1')));
}

/** SEQUENCEs inside SEQUENCEs, nothing in the last one. */
export function nestedSequences(depth: number): Buffer {
  let inner: Buffer = Buffer.alloc(0);
  for (let level = 0; level < depth; level += 1) inner = sequence(inner);
  return inner;
}

function withExtensions(...extensionList: readonly Buffer[]): Buffer {
  return fixedCertificate({ raw: { extensionList } });
}

function repeatedNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `n${index.toString(36)}`);
}

/** More names than one certificate of 256 KiB can hold. */
export function tooManyNames(): Buffer {
  return fixedCertificate({ sans: repeatedNames(100_000) });
}

export function certificateCases(): CertificateCase[] {
  const certain = (name: string, options: CertificateOptions): CertificateCase => ({
    name,
    certain: true,
    der: fixedCertificate(options),
  });
  const grey = (name: string, bytes: Buffer): CertificateCase => ({ name, certain: false, der: bytes });
  const name = (value: string): CertificateOptions => ({ subject: [['CN', value]] });
  return [
    certain('plain', {}),
    certain('expired', { notBefore: new Date('2001-01-01'), notAfter: new Date('2002-01-01') }),
    certain('not yet valid', { notBefore: new Date('2100-01-01'), notAfter: new Date('2101-01-01') }),
    certain('no expiry', { notAfter: new Date('9999-12-31T23:59:59Z') }),
    certain('root', { ca: true, pathLength: 0 }),
    certain('issued by a name that is not stored', { issuer: 'Somebody Else CA' }),
    certain('all kinds of names', {
      sans: ['a.test', '*.b.test', 'ip:192.0.2.1', 'ip:2001:db8::1', 'email:a@b.test', 'uri:https://c.test/?x,y=1'],
    }),
    certain('twenty thousand names', { sans: repeatedNames(20_000) }),
    certain('empty subject', { subject: [], issuer: 'CA', sans: ['only.the.san.test'] }),
    certain('empty subject and issuer', { subject: [] }),
    certain('NUL in the CN', name('bank.test\0.evil.test')),
    certain('newlines in the CN', name('a\r\nBcc: x@evil.test\n\n')),
    certain('bidi marks in the CN', name('\u202Emoc.knab\u202C')),
    certain('markup in the CN', name('<img src=x onerror=alert(1)>{{ 7*7 }}${7*7}=cmd|calc')),
    certain('decomposed letters in the CN', name('Mu\u0308nchen')),
    certain('four-byte letters in the CN', name('\u{1F512}.test')),
    certain('names of JavaScript objects', {
      subject: [
        ['CN', '__proto__'],
        ['O', 'constructor'],
        ['OU', '$where'],
      ],
    }),
    certain('serial zero', { serial: 0 }),
    certain('negative serial', { serial: Buffer.from('ff01', 'hex') }),
    certain('serial of 40 octets', { serial: Buffer.alloc(40, 0x5a) }),
    certain('unknown extension', {
      extensions: [{ oid: privateOid, critical: true, value: Buffer.from('not DER at all') }],
    }),
    certain('deep unknown extension', { extensions: [{ oid: privateOid, value: nestedSequences(10_000) }] }),
    certain('PEM text inside an extension', {
      extensions: [
        { oid: privateOid, value: Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n') },
      ],
    }),
    certain('unknown key algorithm', {
      raw: { spki: sequence(sequence(oid('1.3.6.1.4.1.99999.2')), bitString(Buffer.alloc(64, 1))) },
    }),
    grey('v1 with extensions', fixedCertificate({ version: 1, ca: true })),
    grey('version 9', fixedCertificate({ version: 9 })),
    grey('duplicate extension', withExtensions(basicConstraints, basicConstraints)),
    grey(
      'subjectAltName that is not DER',
      withExtensions(extensionDer({ oid: '2.5.29.17', value: Buffer.from('30ff', 'hex') })),
    ),
    grey('keyUsage without bits', withExtensions(extensionDer({ oid: '2.5.29.15', value: der(0x03) }))),
    grey(
      'address of five octets',
      withExtensions(extensionDer({ oid: '2.5.29.17', value: sequence(der(0x87, Buffer.alloc(5, 1))) })),
    ),
    grey(
      'pathLength of 64 octets',
      withExtensions(
        extensionDer({ oid: '2.5.29.19', value: sequence(boolean(true), integer(Buffer.alloc(64, 0x7f))) }),
      ),
    ),
    grey('serial of 4096 octets', fixedCertificate({ serial: Buffer.alloc(4096, 0x5a) })),
    grey('empty serial', fixedCertificate({ serial: Buffer.alloc(0) })),
    grey('times that are words', fixedCertificate({ raw: { validity: validity(0x17, 'yesterday', 'tomorrow') } })),
    grey('30 February', fixedCertificate({ raw: { validity: validity(0x17, '240101000000Z', '300230000000Z') } })),
    grey('month 13', fixedCertificate({ raw: { validity: validity(0x18, '20241301000000Z', '20341301000000Z') } })),
    grey('no seconds', fixedCertificate({ raw: { validity: validity(0x17, '2401010000Z', '3401010000Z') } })),
    grey(
      'time zone',
      fixedCertificate({ raw: { validity: validity(0x17, '240101000000+0200', '340101000000-1200') } }),
    ),
    grey('year zero', fixedCertificate({ raw: { validity: validity(0x18, '00000101000000Z', '99991231235959Z') } })),
    grey(
      'ends before it begins',
      fixedCertificate({ notBefore: new Date('2034-01-01'), notAfter: new Date('2024-01-01') }),
    ),
    grey(
      'arc of 120 octets',
      withExtensions(
        sequence(
          der(0x06, Buffer.from([0x2a]), Buffer.alloc(119, 0xff), Buffer.from([0x01])),
          octetString(Buffer.from([1])),
        ),
      ),
    ),
    grey(
      'OID of 1000 arcs',
      withExtensions(sequence(der(0x06, Buffer.alloc(1000, 0x2a)), octetString(Buffer.from([1])))),
    ),
    grey(
      'OID cut inside an arc',
      withExtensions(sequence(der(0x06, Buffer.from('2a86', 'hex')), octetString(Buffer.from([1])))),
    ),
    grey(
      'invalid UTF-8 in the CN',
      fixedCertificate({ subject: sequence(set(sequence(oid('2.5.4.3'), der(0x0c, Buffer.from('c328', 'hex'))))) }),
    ),
    grey(
      'letters beyond ASCII in a PrintableString',
      fixedCertificate({ subject: sequence(set(sequence(oid('2.5.4.3'), der(0x13, Buffer.from('4dfc6e', 'hex'))))) }),
    ),
    grey(
      'odd BMPString',
      fixedCertificate({ subject: sequence(set(sequence(oid('2.5.4.3'), der(0x1e, Buffer.from('004100', 'hex'))))) }),
    ),
    grey('RDN without an attribute', fixedCertificate({ subject: sequence(set(), ...[nameDer('x').subarray(2)]) })),
    grey('attribute without a value', fixedCertificate({ subject: sequence(set(sequence(oid('2.5.4.3')))) })),
    grey(
      'two thousand attributes',
      fixedCertificate({
        subject: sequence(...Array<Buffer>(2_000).fill(set(sequence(oid('2.5.4.11'), utf8String('unit'))))),
      }),
    ),
    grey(
      'RSA key without a modulus',
      fixedCertificate({
        raw: { spki: sequence(sequence(oid('1.2.840.113549.1.1.1'), der(0x05)), bitString(sequence())) },
      }),
    ),
    grey(
      'curve that does not exist',
      fixedCertificate({
        raw: {
          spki: sequence(sequence(oid('1.2.840.10045.2.1'), oid('1.3.132.0.9999')), bitString(Buffer.alloc(65, 4))),
        },
      }),
    ),
    grey('empty signature', fixedCertificate({ raw: { signature: Buffer.alloc(0) } })),
  ];
}
