/**
 * Certificates for tests, thousands a second, written by hand so that every field can also be wrong. P-256 unless asked
 * otherwise, because OpenSSL signs and verifies it fastest; one key pair of each type serves a whole test run.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  boolean,
  der,
  derNull,
  ia5String,
  integer,
  octetString,
  oid,
  sequence,
  set,
  time,
  utf8String,
} from './der-writer';

export type FixtureKeyType = 'ed25519' | 'ec' | 'ec384' | 'rsa';

export interface FixtureKey {
  readonly type: FixtureKeyType;
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo DER. */
  readonly spki: Buffer;
}

export interface FixtureExtension {
  readonly oid: string;
  readonly critical?: boolean;
  /** Content of extnValue. */
  readonly value: Uint8Array;
}

export interface CertificateOptions {
  /** Attribute short name (or dotted OID) and value; a string is the CN; a Buffer is the whole Name DER. Default: a random CN. */
  readonly subject?: FixtureName;
  /** Default: the subject, so that the certificate is self-signed. */
  readonly issuer?: FixtureName;
  /** dNSNames, or `ip:`, `email:`, `uri:` and `dns:` in front. Default none. */
  readonly sans?: readonly string[];
  /** Default 2024-01-01. */
  readonly notBefore?: Date;
  /** Default 2034-01-01. */
  readonly notAfter?: Date;
  readonly keyType?: FixtureKeyType;
  /** The key that is certified; default one shared key of `keyType`. */
  readonly key?: FixtureKey;
  /** The key that signs; default `key`. */
  readonly signer?: FixtureKey;
  /** Content octets of the INTEGER, or a small number. Default 16 random octets. */
  readonly serial?: Uint8Array | number;
  readonly ca?: boolean;
  readonly pathLength?: number;
  /** Further extensions, behind those that the other options make. */
  readonly extensions?: readonly FixtureExtension[];
  /** 1, 2 or 3; default 3. */
  readonly version?: number;
  /** Whole elements that replace what the builder would write: for defects. */
  readonly raw?: {
    readonly validity?: Uint8Array;
    readonly spki?: Uint8Array;
    readonly extensionList?: readonly Uint8Array[];
    readonly signature?: Uint8Array;
  };
}

export type FixtureName = string | Buffer | readonly (readonly [type: string, value: string])[];

const attributeOids: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  DC: '0.9.2342.19200300.100.1.25',
  UID: '0.9.2342.19200300.100.1.1',
  emailAddress: '1.2.840.113549.1.9.1',
};

const signatureAlgorithms: Readonly<Record<FixtureKeyType, { id: Buffer; digest: string | null }>> = {
  ed25519: { id: sequence(oid('1.3.101.112')), digest: null },
  ec: { id: sequence(oid('1.2.840.10045.4.3.2')), digest: 'sha256' },
  ec384: { id: sequence(oid('1.2.840.10045.4.3.3')), digest: 'sha384' },
  rsa: { id: sequence(oid('1.2.840.113549.1.1.11'), derNull), digest: 'sha256' },
};

const sharedKeys = new Map<FixtureKeyType, FixtureKey>();

/** A fresh key pair of the type. */
export function createFixtureKey(type: FixtureKeyType = 'ec'): FixtureKey {
  return fixtureKeyOf(type, generate(type));
}

/** A known private key (PKCS#8 DER) as a fixture key, so that what is signed with it is the same in every run. */
export function importFixtureKey(type: FixtureKeyType, pkcs8: Uint8Array): FixtureKey {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  return fixtureKeyOf(type, { privateKey, publicKey: createPublicKey(privateKey) });
}

/** The one key pair of the type that this process uses where a test does not bring its own. */
export function sharedFixtureKey(type: FixtureKeyType = 'ec'): FixtureKey {
  const known = sharedKeys.get(type) ?? createFixtureKey(type);
  sharedKeys.set(type, known);
  return known;
}

/**
 * One certificate in DER. Without options: a self-signed P-256 end entity with a random serial number and CN, valid
 * 2024 to 2034, hence always a new fingerprint.
 */
export function buildCertificate(options: CertificateOptions = {}): Buffer {
  const key = options.key ?? sharedFixtureKey(options.keyType);
  const signer = options.signer ?? key;
  const algorithm = signatureAlgorithms[signer.type];
  const subject = nameDer(options.subject ?? `fixture-${randomBytes(8).toString('hex')}.example.test`);
  const issuer = options.issuer === undefined ? subject : nameDer(options.issuer);
  const version = options.version ?? 3;
  const extensions = options.raw?.extensionList ?? extensionList(options);
  const tbs = sequence(
    ...(version === 1 ? [] : [der(0xa0, integer(version - 1))]),
    integer(options.serial ?? randomSerial()),
    algorithm.id,
    issuer,
    options.raw?.validity ??
      sequence(time(options.notBefore ?? new Date('2024-01-01')), time(options.notAfter ?? new Date('2034-01-01'))),
    subject,
    options.raw?.spki ?? key.spki,
    ...(extensions.length === 0 ? [] : [der(0xa3, sequence(...extensions))]),
  );
  const signature = options.raw?.signature ?? sign(algorithm.digest, tbs, signer.privateKey);
  return sequence(tbs, algorithm.id, bitString(signature));
}

/** Extension DER: OID, the critical flag when set, value. */
export function extensionDer({ oid: type, critical = false, value }: FixtureExtension): Buffer {
  return sequence(oid(type), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** Name DER with one attribute per RDN, UTF-8. */
export function nameDer(name: FixtureName): Buffer {
  if (Buffer.isBuffer(name)) return name;
  const attributes: readonly (readonly [string, string])[] = typeof name === 'string' ? [['CN', name]] : name;
  return sequence(
    ...attributes.map(([type, value]) => set(sequence(oid(attributeOids[type] ?? type), utf8String(value)))),
  );
}

/** GeneralNames DER out of `dns:`, `ip:`, `email:` and `uri:` entries; without a prefix a dNSName. */
export function generalNames(names: readonly string[]): Buffer {
  return sequence(Buffer.concat(names.map(generalName)));
}

/** PEM text (RFC 7468) of the bytes. */
export function toPem(bytes: Uint8Array, label = 'CERTIFICATE', newline = '\n'): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join(newline);
}

/** Degenerate SignedData (RFC 5652): certificates and nothing signed. */
export function buildPkcs7(ders: readonly Uint8Array[]): Buffer {
  return sequence(
    oid('1.2.840.113549.1.7.2'),
    der(0xa0, sequence(integer(1), set(), sequence(oid('1.2.840.113549.1.7.1')), der(0xa0, ...ders), set())),
  );
}

/** The same in BER with indefinite lengths, as older tools write it. */
export function buildPkcs7Indefinite(ders: readonly Uint8Array[]): Buffer {
  const open = (tag: number, ...parts: readonly Uint8Array[]): Buffer =>
    Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])]);
  const inner = open(0x30, integer(1), set(), open(0x30, oid('1.2.840.113549.1.7.1')), open(0xa0, ...ders), set());
  return open(0x30, oid('1.2.840.113549.1.7.2'), open(0xa0, inner));
}

function generate(type: FixtureKeyType): { privateKey: KeyObject; publicKey: KeyObject } {
  switch (type) {
    case 'ed25519':
      return generateKeyPairSync('ed25519');
    case 'ec':
      return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    case 'ec384':
      return generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
  }
}

function fixtureKeyOf(type: FixtureKeyType, pair: { privateKey: KeyObject; publicKey: KeyObject }): FixtureKey {
  return { type, privateKey: pair.privateKey, spki: pair.publicKey.export({ type: 'spki', format: 'der' }) };
}

function extensionList(options: CertificateOptions): Buffer[] {
  const list: FixtureExtension[] = [];
  if (options.ca !== undefined) {
    const fields = options.ca ? [boolean(true)] : [];
    if (options.pathLength !== undefined) fields.push(integer(options.pathLength));
    list.push({ oid: '2.5.29.19', critical: true, value: sequence(...fields) });
  }
  if (options.sans !== undefined && options.sans.length > 0) {
    list.push({ oid: '2.5.29.17', value: generalNames(options.sans) });
  }
  return [...list, ...(options.extensions ?? [])].map(extensionDer);
}

function generalName(name: string): Buffer {
  const [, kind = 'dns', value = ''] = /^(?:(dns|ip|email|uri):)?(.*)$/s.exec(name) ?? [];
  if (kind === 'ip') return der(0x87, ipOctets(value));
  const tag = { dns: 0x82, email: 0x81, uri: 0x86 }[kind] ?? 0x82;
  return Buffer.concat([Buffer.from([tag]), ia5String(value).subarray(1)]);
}

/** IPv4, or IPv6 with all eight groups or one `::`. */
function ipOctets(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** Positive, without a leading zero octet. */
function randomSerial(): Buffer {
  const octets = randomBytes(16);
  octets[0] = ((octets[0] as number) & 0x3f) | 0x40;
  return octets;
}
