/**
 * Bytes of one certificate -> facts. OpenSSL (`X509Certificate`) is the gate: what it refuses is refused; the reader
 * of this room supplies what is stored, because its getters are slow, ambiguous or differ between Node versions.
 */
import { type KeyObject, X509Certificate } from 'node:crypto';
import { parserVersion, type CertificateFacts, type SubjectType } from '../domain/certificates/certificate';
import { mostMatchedNames } from '../domain/certificates/replacement-keys';
import { lifetimeDays } from '../domain/certificates/lifetime';
import { securityBits } from '../domain/certificates/security-bits';
import { CertloomError } from '../domain/problem';
import type { DerElement } from './der';
import { DerReader, derTags } from './der';
import { noExtensions, readExtensions } from './extensions';
import { fingerprintOf, thumbprintOf } from './fingerprint';
import { decodeInteger } from './integers';
import { isPostQuantum, readKey } from './keys';
import { readName, type Warn } from './names';
import { pemOf } from './pem-writer';
import { decodeOid, isVerifiable, signatureAlgorithmName } from './oids';
import { decodeTime } from './times';

const VERSION_TAG = 0xa0;
const EXTENSIONS_TAG = 0xa3;
const MAX_SERIAL_OCTETS = 20;

export interface ReadCertificate {
  readonly facts: CertificateFacts;
  /** Exactly the bytes that `facts.fingerprint` was taken of. */
  readonly der: Buffer;
}

/** The parts of Certificate and TBSCertificate (RFC 5280, section 4.1) as elements. */
export interface Skeleton {
  readonly version: DerElement | null;
  readonly serial: DerElement;
  readonly innerAlgorithm: DerElement;
  readonly issuer: DerElement;
  readonly validity: DerElement;
  readonly subject: DerElement;
  readonly spki: DerElement;
  readonly extensions: DerElement | null;
  readonly outerAlgorithm: DerElement;
}

/**
 * Reads exactly one certificate in DER. Expired, weak or oddly written certificates are data: they are read, and
 * `parseWarnings` says what is odd. Throws `not_a_certificate` for everything else, bytes behind the certificate
 * included. Text is NFC; unknown is null.
 */
export function readCertificate(input: Uint8Array): ReadCertificate {
  const der = Buffer.isBuffer(input) ? input : Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const warnings = new Set<string>();
  const warn: Warn = (code) => warnings.add(code);
  const gate = passGate(der);
  const { reader, skeleton } = cutSkeleton(der, warn);

  const subject = readName(reader, der, skeleton.subject, warn);
  const issuer = readName(reader, der, skeleton.issuer, warn);
  const list = skeleton.extensions;
  const details = list === null ? noExtensions() : readExtensions(reader, der, list, warn);
  const version = readVersion(der, skeleton, warn);
  const validity = readValidity(reader, der, skeleton, warn);
  const key = readKey(reader, der, skeleton.spki);
  if (key === null) warn('key_unreadable');
  const keyAlgorithm = key?.algorithm ?? 'unknown';
  const keySize = key?.bits ?? null;

  const subjectDer = slice(der, skeleton.subject);
  const issuerDer = slice(der, skeleton.issuer);
  const sameName = subjectDer.equals(issuerDer);
  const signatureAlgorithm = readSignatureAlgorithm(reader, der, skeleton, warn);
  const publicKey = loadKey(gate, keyAlgorithm);
  const keyReadable = publicKey !== null;
  const selfSigned = sameName && verifies(gate, publicKey, signatureAlgorithm);
  if (!keyReadable) warn('key_unreadable');
  const subjectDerSha256 = fingerprintOf(subjectDer);

  if (details.subjectAlternativeNames.length > mostMatchedNames) warn('names_beyond_index');

  const facts: CertificateFacts = {
    fingerprint: fingerprintOf(der),
    thumbprint: thumbprintOf(der),
    spkiSha256: fingerprintOf(slice(der, skeleton.spki)),
    version,
    serialNumber: readSerial(der, skeleton, warn),
    subjectDn: subject.dn,
    issuerDn: issuer.dn,
    subjectDerSha256,
    issuerDerSha256: sameName ? subjectDerSha256 : fingerprintOf(issuerDer),
    subjectAttributes: subject.attributes,
    issuerAttributes: issuer.attributes,
    commonName: subject.commonName,
    issuerCommonName: issuer.commonName,
    ...details,
    notBefore: validity.notBefore,
    notAfter: validity.notAfter,
    lifetimeDays: lifetimeDays(validity),
    keyAlgorithm,
    keySize,
    securityBits: securityBits({ keyAlgorithm, keySize }),
    curve: key?.curve ?? null,
    keyReadable,
    signatureAlgorithm,
    ca: isCaToOpenSsl(gate, details.basicConstraints, warnings),
    selfSigned,
    subjectType: subjectTypeOf(details.basicConstraints?.ca === true, selfSigned),
    parseWarnings: [...warnings],
    parserVersion,
  };
  return { facts, der };
}

/** From basic constraints and a verified signature by the certificate's own key; what was not verified counts as made by another. */
export function subjectTypeOf(ca: boolean, selfSigned: boolean | null): SubjectType {
  if (ca) return selfSigned === true ? 'rootCa' : 'intermediateCa';
  return selfSigned === true ? 'selfSignedEndEntity' : 'endEntity';
}

function notACertificate(detail: string): CertloomError {
  return new CertloomError('not_a_certificate', detail);
}

/**
 * OpenSSL takes trailing bytes, and looks for PEM anywhere in the input before it tries DER: what it read must be, byte
 * for byte, what it was given.
 */
function passGate(der: Buffer): X509Certificate {
  const gate = openSsl(der);
  if (gate !== null && gate.raw.equals(der)) return gate;
  if (der.includes('-----BEGIN ')) {
    // A certificate may hold PEM text, in a comment say. As PEM it can be given to OpenSSL unambiguously.
    const wrapped = openSsl(Buffer.from(pemOf('CERTIFICATE', der), 'latin1'));
    if (wrapped !== null && wrapped.raw.equals(der)) return wrapped;
  }
  if (gate !== null && der.length > gate.raw.length && gate.raw.equals(der.subarray(0, gate.raw.length))) {
    const extra = der.length - gate.raw.length;
    throw notACertificate(`There are ${extra} bytes behind the end of the certificate; send exactly the certificate.`);
  }
  throw notACertificate('The bytes are not an X.509 certificate in DER.');
}

function openSsl(bytes: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(bytes);
  } catch {
    return null; // its message speaks of PEM whatever the fault, and is not for users
  }
}

/** DER first; what OpenSSL took although it is BER is read as BER, with a warning. */
export function cutSkeleton(der: Buffer, warn: Warn): { reader: DerReader; skeleton: Skeleton } {
  const strict = new DerReader(der);
  const root = strict.elementAt(0, der.length);
  if (root !== null) {
    strict.check(root);
    const code = strict.fault?.code;
    if (code === 'too_deep' || code === 'too_many_elements') warn(code);
    if (code !== 'indefinite_length') {
      // A budget of its own: a limit that the walk ran into must not cost the fields.
      const reader = new DerReader(der);
      const skeleton = skeletonOf(reader, root);
      if (skeleton !== null) return { reader, skeleton };
    }
  }
  const lenient = new DerReader(der, { indefinite: true });
  const berRoot = lenient.elementAt(0, der.length);
  const skeleton = berRoot === null ? null : skeletonOf(lenient, berRoot);
  if (skeleton === null) throw notACertificate('The fields of the certificate cannot be told apart.');
  warn('ber_encoding');
  return { reader: lenient, skeleton };
}

function skeletonOf(reader: DerReader, root: DerElement): Skeleton | null {
  const [tbs, outerAlgorithm] = reader.children(root);
  if (tbs === undefined || outerAlgorithm === undefined) return null;
  const fields = reader.children(tbs);
  const version = fields[0]?.tag === VERSION_TAG ? fields[0] : null;
  const [serial, innerAlgorithm, issuer, validity, subject, spki, ...rest] = version ? fields.slice(1) : fields;
  if (!serial || !innerAlgorithm || !issuer || !validity || !subject || !spki) return null;
  const wrapper = rest.find((field) => field.tag === EXTENSIONS_TAG);
  const extensions = wrapper === undefined ? null : reader.elementAt(wrapper.contentStart, wrapper.contentEnd);
  return { version, serial, innerAlgorithm, issuer, validity, subject, spki, extensions, outerAlgorithm };
}

function readVersion(der: Buffer, { version, extensions }: Skeleton, warn: Warn): number {
  let value = 1;
  if (version !== null) {
    // [0] EXPLICIT INTEGER: tag, length and one octet.
    const known = version.contentEnd - version.contentStart === 3 && der[version.contentStart] === derTags.integer;
    value = known ? (der[version.contentEnd - 1] as number) + 1 : 0;
    if (value < 1 || value > 3) warn('version_unknown');
  }
  if (extensions !== null && value < 3) warn('extensions_before_version_3');
  return value;
}

/** RFC 5280, section 4.1.2.2: positive and at most 20 octets; what breaks that is kept and warned about. */
function readSerial(der: Buffer, { serial }: Skeleton, warn: Warn): string {
  const { hex, negative, octets, cut } = decodeInteger(der, serial);
  if (negative) warn('serial_negative');
  else if (hex === '0') warn('serial_zero');
  // A leading zero octet only carries the sign.
  const magnitude = !negative && der[serial.contentStart] === 0 ? octets - 1 : octets;
  if (magnitude > MAX_SERIAL_OCTETS) warn('serial_too_long');
  if (cut) warn('serial_cut');
  return hex;
}

function readValidity(
  reader: DerReader,
  der: Buffer,
  { validity }: Skeleton,
  warn: Warn,
): { notBefore: Date | null; notAfter: Date | null } {
  const [first, second] = reader.fork().children(validity);
  const read = (element: DerElement | undefined, unreadable: string): Date | null => {
    if (element === undefined) {
      warn(unreadable);
      return null;
    }
    const { time, warning } = decodeTime(der, element.tag, element.contentStart, element.contentEnd);
    if (warning !== null) warn(warning === 'time_unreadable' ? unreadable : warning);
    return time;
  };
  const notBefore = read(first, 'not_before_unreadable');
  const notAfter = read(second, 'not_after_unreadable');
  if (notBefore !== null && notAfter !== null && notAfter < notBefore) warn('validity_inverted');
  return { notBefore, notAfter };
}

function readSignatureAlgorithm(reader: DerReader, der: Buffer, skeleton: Skeleton, warn: Warn): string {
  const { innerAlgorithm, outerAlgorithm } = skeleton;
  if (!slice(der, innerAlgorithm).equals(slice(der, outerAlgorithm))) warn('signature_algorithm_mismatch');
  const type = reader.fork().elementAt(outerAlgorithm.contentStart, outerAlgorithm.contentEnd);
  const oid = type?.tag === derTags.oid ? decodeOid(der, type.contentStart, type.contentEnd) : null;
  if (oid === null) {
    warn('signature_algorithm_unreadable');
    return 'unknown';
  }
  return signatureAlgorithmName(oid);
}

/**
 * Null when the runtime cannot load the key, which is data and no error. Keys that only some releases of the runtime
 * know are asked of none, so that all of them store the same.
 */
function loadKey(gate: X509Certificate, algorithm: string): KeyObject | null {
  if (isPostQuantum(algorithm)) return null;
  try {
    return gate.publicKey;
  } catch {
    return null;
  }
}

/** Whether the signature is by the certificate's own key; null when no check can run. */
function verifies(gate: X509Certificate, key: KeyObject | null, signatureAlgorithm: string): boolean | null {
  if (key === null || !isVerifiable(signatureAlgorithm)) return null;
  try {
    return gate.verify(key);
  } catch {
    return null;
  }
}

/** OpenSSL calls nothing without a readable `cA` TRUE a CA, so its getter, slow for what it does, is asked only then. */
function isCaToOpenSsl(
  gate: X509Certificate,
  basicConstraints: CertificateFacts['basicConstraints'],
  warnings: ReadonlySet<string>,
): boolean {
  const unsure = warnings.has('basic_constraints_unreadable') || warnings.has('extension_duplicate');
  return basicConstraints?.ca === true || unsure ? gate.ca : false;
}

function slice(der: Buffer, element: DerElement): Buffer {
  return der.subarray(element.start, element.end);
}
