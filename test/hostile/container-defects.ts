/** Whole inputs around a certificate: containers, keys and bombs. */
import type { ProblemCode } from '../../src/domain/problem';
import {
  buildCertificate,
  buildPkcs7,
  buildPkcs7Indefinite,
  nameDer,
  sharedFixtureKey,
  toPem,
} from './certificate-builder';
import { fixedCertificate, fixedKey, nestedSequences, tooManyNames } from './certificate-defects';
import { bitString, der, derNull, integer, octetString, oid, sequence, set, time } from './der-writer';

export interface InputCase {
  readonly name: string;
  readonly bytes: Buffer;
  /** The refusal of the whole input; absent when it holds exactly the certificate `accepts`. */
  readonly code?: ProblemCode;
  readonly accepts?: Buffer;
}

const algorithm = sequence(oid('1.3.101.112'));

/** PKCS#12 in its outer form, with a MAC that asks for 10^9 iterations. */
export function pkcs12Shaped(): Buffer {
  const mac = sequence(
    sequence(sequence(oid('2.16.840.1.101.3.4.2.1'), derNull), octetString(Buffer.alloc(32))),
    octetString(Buffer.alloc(8)),
    integer(1_000_000_000),
  );
  const safe = sequence(oid('1.2.840.113549.1.7.1'), der(0xa0, octetString(sequence())));
  return sequence(integer(3), safe, mac);
}

export function certificationRequest(): Buffer {
  const info = sequence(integer(0), nameDer('request.test'), fixedKey.spki, der(0xa0));
  return sequence(info, algorithm, bitString(Buffer.alloc(64, 2)));
}

export function revocationList(): Buffer {
  const list = sequence(
    integer(1),
    algorithm,
    nameDer('CA'),
    time(new Date('2024-01-01')),
    time(new Date('2024-02-01')),
  );
  return sequence(list, algorithm, bitString(Buffer.alloc(64, 2)));
}

function privateKeys(): InputCase[] {
  const certificate = toPem(fixedCertificate());
  const cases: InputCase[] = [];
  const add = (name: string, bytes: Buffer | string): void => {
    cases.push({ name, bytes: Buffer.from(bytes), code: 'private_key_refused' });
  };
  const { privateKey: rsa } = sharedFixtureKey('rsa');
  const { privateKey: ec } = sharedFixtureKey('ec');
  const forms = [
    ['PKCS#8', fixedKey.privateKey.export({ type: 'pkcs8', format: 'der' })],
    ['PKCS#1', rsa.export({ type: 'pkcs1', format: 'der' })],
    ['SEC 1', ec.export({ type: 'sec1', format: 'der' })],
    ['encrypted PKCS#8', ec.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' })],
  ] as const;
  for (const [name, bytes] of forms) {
    add(`${name} private key, DER`, bytes);
    add(`${name} private key, base64`, bytes.toString('base64'));
    add(`${name} private key under the label CERTIFICATE`, toPem(bytes));
    add(`${name} private key behind a certificate in DER`, Buffer.concat([fixedCertificate(), bytes]));
  }
  for (const label of ['', 'RSA ', 'EC ', 'DSA ', 'ENCRYPTED ', 'OPENSSH ', 'ANY ']) {
    const key = toPem(Buffer.from('key'), `${label}PRIVATE KEY`);
    add(`${label}PRIVATE KEY, PEM`, key);
    add(`${label}PRIVATE KEY behind a certificate`, certificate + key);
    add(`${label}PRIVATE KEY in front of a certificate`, key + certificate);
    add(`${label}PRIVATE KEY without its end`, `${certificate}-----BEGIN ${label}PRIVATE KEY-----\nAAAA`);
  }
  add('private key behind 600 blocks', '-----BEGIN X-----\n'.repeat(600) + toPem(Buffer.from('key'), 'PRIVATE KEY'));
  add(
    'private key behind certificate DER as PEM',
    Buffer.concat([fixedCertificate(), Buffer.from(toPem(Buffer.from('key'), 'PRIVATE KEY'))]),
  );
  return cases;
}

function refusals(): InputCase[] {
  const certificate = fixedCertificate();
  // Large enough that both headers have two length octets.
  const large = fixedCertificate({ sans: Array<string>(40).fill('name.example.test') });
  const tbs = large.subarray(4, 4 + 4 + large.readUInt16BE(6));
  const other = fixedCertificate({ serial: 4712 });
  const text = (name: string, code: ProblemCode, content: string): InputCase => ({
    name,
    code,
    bytes: Buffer.from(content),
  });
  const bytes = (name: string, code: ProblemCode, content: Buffer): InputCase => ({ name, code, bytes: content });
  return [
    bytes('nothing', 'not_a_certificate', Buffer.alloc(0)),
    text('white space', 'not_a_certificate', ' \r\n\t '),
    text('a sentence', 'not_a_certificate', 'This is no certificate.'),
    text('a number', 'not_a_certificate', '0'),
    bytes('zeros', 'not_a_certificate', Buffer.alloc(1_000)),
    bytes('one trailing byte', 'not_a_certificate', Buffer.concat([certificate, Buffer.alloc(1)])),
    bytes('trailing newline', 'not_a_certificate', Buffer.concat([certificate, Buffer.from('\n')])),
    bytes('two certificates in DER', 'not_a_certificate', Buffer.concat([certificate, other])),
    bytes('DER of one, PEM of another', 'not_a_certificate', Buffer.concat([certificate, Buffer.from(toPem(other))])),
    text(
      'PEM with trailing bytes in its DER',
      'not_a_certificate',
      toPem(Buffer.concat([certificate, Buffer.alloc(3)])),
    ),
    text('base64 of base64', 'not_a_certificate', Buffer.from(certificate.toString('base64')).toString('base64')),
    bytes('TBSCertificate alone', 'unsupported_format', tbs),
    bytes('length of 2^31', 'not_a_certificate', Buffer.concat([Buffer.from('308480000000', 'hex'), certificate])),
    bytes('length of 2^32 - 1', 'not_a_certificate', Buffer.concat([Buffer.from('3084ffffffff', 'hex'), certificate])),
    bytes(
      'length in 126 octets',
      'not_a_certificate',
      Buffer.concat([Buffer.from('30fe', 'hex'), Buffer.alloc(126, 1), certificate]),
    ),
    bytes('10,000 nested SEQUENCEs', 'not_a_certificate', nestedSequences(10_000)),
    bytes(
      '10,000 nested SEQUENCEs of indefinite length',
      'not_a_certificate',
      Buffer.from('3080'.repeat(10_000), 'hex'),
    ),
    bytes('the same, closed', 'not_a_certificate', Buffer.from('3080'.repeat(10_000) + '0000'.repeat(10_000), 'hex')),
    bytes('100,000 names', 'payload_too_large', tooManyNames()),
    text('10,000 empty PEM blocks', 'payload_too_large', toPem(Buffer.alloc(0)).repeat(10_000)),
    text('10,000 begins without an end', 'payload_too_large', '-----BEGIN CERTIFICATE-----\n'.repeat(10_000)),
    text('begins and ends of other labels', 'unsupported_format', '-----BEGIN A-----\n-----END B-----\n'.repeat(400)),
    text('501 certificates', 'payload_too_large', toPem(certificate).repeat(501)),
    bytes('501 certificates in PKCS#7', 'payload_too_large', buildPkcs7(Array<Buffer>(501).fill(certificate))),
    text('PEM without its end', 'not_a_certificate', toPem(certificate).replace(/-----END.*\n/, '')),
    text(
      'PEM with the end of another label',
      'not_a_certificate',
      toPem(certificate).replace('END CERTIFICATE', 'END X509 CRL'),
    ),
    text('PEM that is not base64', 'invalid_base64', toPem(certificate).replace('\nM', '\n%')),
    text('PEM of nothing', 'not_a_certificate', toPem(Buffer.alloc(0))),
    bytes('PKCS#12', 'unsupported_format', pkcs12Shaped()),
    text('PKCS#12 in base64', 'unsupported_format', pkcs12Shaped().toString('base64')),
    bytes('certification request', 'unsupported_format', certificationRequest()),
    text('certification request, PEM', 'unsupported_format', toPem(certificationRequest(), 'CERTIFICATE REQUEST')),
    text('certification request labelled CERTIFICATE', 'unsupported_format', toPem(certificationRequest())),
    bytes('CRL', 'unsupported_format', revocationList()),
    text('CRL, PEM', 'unsupported_format', toPem(revocationList(), 'X509 CRL')),
    bytes('public key', 'unsupported_format', fixedKey.spki),
    text('public key, PEM', 'unsupported_format', toPem(fixedKey.spki, 'PUBLIC KEY')),
    bytes(
      'OCSP response',
      'unsupported_format',
      sequence(der(0x0a, Buffer.from([0])), der(0xa0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octetString(sequence())))),
    ),
    bytes(
      'enveloped data',
      'unsupported_format',
      sequence(oid('1.2.840.113549.1.7.3'), der(0xa0, sequence(integer(0), set()))),
    ),
    bytes('JKS', 'unsupported_format', Buffer.concat([Buffer.from('feedfeed00000002', 'hex'), Buffer.alloc(64)])),
    bytes('JCEKS', 'unsupported_format', Buffer.concat([Buffer.from('cececece00000002', 'hex'), Buffer.alloc(64)])),
    text('SSH public key', 'unsupported_format', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== me@host'),
    bytes('PKCS#7 without certificates', 'not_a_certificate', buildPkcs7([])),
    bytes('PKCS#7 that is cut', 'not_a_certificate', buildPkcs7Indefinite([certificate]).subarray(0, -9)),
    bytes(
      'PKCS#7 with trailing bytes',
      'not_a_certificate',
      Buffer.concat([buildPkcs7([certificate]), Buffer.alloc(2)]),
    ),
  ];
}

function wrappings(): InputCase[] {
  const certificate = fixedCertificate();
  const pem = toPem(certificate);
  const accepts = certificate;
  const utf16 = Buffer.from(`\uFEFF${pem}`, 'utf16le');
  const forms: readonly (readonly [string, Buffer | string])[] = [
    ['PEM', pem],
    ['PEM with CRLF', toPem(certificate, 'CERTIFICATE', '\r\n')],
    ['PEM with CR', toPem(certificate, 'CERTIFICATE', '\r')],
    ['PEM without a last newline', pem.trimEnd()],
    ['PEM with trailing spaces', pem.replaceAll('\n', '  \t\n')],
    ['PEM with text around it', `0 s:/CN=x\nsubject=CN = Émile\n${pem}\n-----\nThe end.`],
    ['PEM on one line', `-----BEGIN CERTIFICATE-----${certificate.toString('base64')}-----END CERTIFICATE-----`],
    ['PEM, label X509 CERTIFICATE', toPem(certificate, 'X509 CERTIFICATE')],
    [
      'TRUSTED CERTIFICATE with trust data',
      toPem(Buffer.concat([certificate, sequence(sequence(oid('1.3.6.1.5.5.7.3.1')))]), 'TRUSTED CERTIFICATE'),
    ],
    ['PEM, UTF-8 with a mark', `\uFEFF${pem}`],
    ['PEM, UTF-16 little endian', utf16],
    ['PEM, UTF-16 big endian', Buffer.from(utf16).swap16()],
    ['base64', certificate.toString('base64')],
    ['base64 in lines', (certificate.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n')],
    ['base64 of PEM', Buffer.from(pem).toString('base64')],
    ['PKCS#7', buildPkcs7([certificate])],
    ['PKCS#7, indefinite lengths', buildPkcs7Indefinite([certificate])],
    ['PKCS#7, PEM', toPem(buildPkcs7([certificate]), 'PKCS7')],
    ['CMS, PEM', toPem(buildPkcs7([certificate]), 'CMS')],
    ['PKCS#7, base64', buildPkcs7([certificate]).toString('base64')],
  ];
  return forms.map(([name, bytes]) => ({ name, bytes: Buffer.from(bytes), accepts }));
}

/** Certificates with the other kinds of keys; their bytes differ from run to run. */
function otherKeys(): InputCase[] {
  return (['rsa', 'ec', 'ec384'] as const).map((keyType) => {
    const bytes = buildCertificate({ subject: `${keyType}.example.test`, keyType, ca: true, sans: ['a.test'] });
    return { name: `${keyType} key`, bytes, accepts: bytes };
  });
}

export function inputCases(): InputCase[] {
  return [...wrappings(), ...otherKeys(), ...refusals(), ...privateKeys()];
}
