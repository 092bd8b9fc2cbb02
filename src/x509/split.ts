/** What arrives in an upload -> single certificates as pure DER. Detection looks at the bytes, never at a declared type. */
import { CertloomError } from '../domain/problem';
import { decodeBase64 } from './base64';
import { derTags } from './der';
import { hasPem, hasPrivateKeyLabel, type PemBlock, type PemFault, pemBlocks } from './pem';
import { certificatesOfPkcs7 } from './pkcs7';
import { type DerKind, recogniseDer } from './recognise';

export interface UploadLimits {
  /** Octets of the whole input. */
  readonly maxBytes: number;
  /** Certificates (and PEM blocks that should be ones) in one input. */
  readonly maxCertificates: number;
  /** Octets of one certificate. */
  readonly maxCertificateBytes: number;
}

export const defaultUploadLimits: UploadLimits = {
  maxBytes: 10 * 1024 * 1024,
  maxCertificates: 500,
  maxCertificateBytes: 256 * 1024,
};

export type UploadWarning = 'trust_data_dropped';

/** One certificate of the input in its order, or the fault of that one item. `der` is not yet proven a certificate. */
export type UploadItem =
  | { readonly index: number; readonly der: Buffer; readonly warnings?: readonly UploadWarning[] }
  | { readonly index: number; readonly error: CertloomError };

/** An item before it has its index. */
type Found = { readonly der: Buffer; readonly warnings?: readonly UploadWarning[] } | { readonly error: CertloomError };

const certificateLabels = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']);
const TRUSTED_LABEL = 'TRUSTED CERTIFICATE';
const pkcs7Labels = new Set(['PKCS7', 'PKCS #7 SIGNED DATA', 'CMS']);

/** PEM labels of things that are no certificates, by the name a person knows them by. */
const foreignLabels: ReadonlyMap<string, string> = new Map([
  ['CERTIFICATE REQUEST', 'a certification request (CSR)'],
  ['NEW CERTIFICATE REQUEST', 'a certification request (CSR)'],
  ['X509 CRL', 'a certificate revocation list (CRL)'],
  ['CRL', 'a certificate revocation list (CRL)'],
  ['PUBLIC KEY', 'a public key'],
  ['RSA PUBLIC KEY', 'a public key'],
  ['DSA PUBLIC KEY', 'a public key'],
  ['OCSP RESPONSE', 'an OCSP response'],
  ['OCSP REQUEST', 'an OCSP request'],
  ['ATTRIBUTE CERTIFICATE', 'an attribute certificate'],
  ['DH PARAMETERS', 'Diffie-Hellman parameters'],
  ['EC PARAMETERS', 'elliptic curve parameters'],
  ['DSA PARAMETERS', 'DSA parameters'],
]);

/** DER structures that are recognised and not taken. */
const foreignKinds: Partial<Record<DerKind, string>> = {
  pkcs12: 'a PKCS#12 container',
  certification_request: 'a certification request (CSR)',
  crl: 'a certificate revocation list (CRL)',
  ocsp_response: 'an OCSP response',
  public_key: 'a public key',
  tbs_certificate: 'a certificate without its signature (TBSCertificate)',
  other_cms: 'a CMS container without certificates',
};

export const noCertificateFound = 'No certificate was found; expected PEM, DER, PKCS#7 or base64 of one of them.';

const JKS_MAGIC = 0xfeedfeed;
const JCEKS_MAGIC = 0xcececece;

/**
 * Splits one input: DER, PEM (one block or many), PKCS#7 in DER, BER or PEM, base64 of one of these (decoded once),
 * text in UTF-8 or UTF-16 with a byte order mark. A bad block of several is the fault of its item.
 *
 * Throws for the whole input: `payload_too_large` (a limit), `private_key_refused` (whatever else is there),
 * `unsupported_format` (names what was recognised), `invalid_base64` (a PEM certificate that is not base64, alone),
 * `not_a_certificate` (everything else, bytes behind the DER included). Costs one pass over the bytes.
 */
export function splitUpload(input: Uint8Array, limits: Partial<UploadLimits> = {}): UploadItem[] {
  const bounds = { ...defaultUploadLimits, ...limits };
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (bytes.length > bounds.maxBytes) {
    throw new CertloomError('payload_too_large', `The upload has more than ${bounds.maxBytes} bytes.`);
  }
  const found = splitBytes(bytes, bounds, true);
  if (!found.some((item) => 'der' in item)) {
    // Nothing to store and so nothing to report item by item.
    const [first] = found;
    throw first !== undefined && 'error' in first ? first.error : nothingFound();
  }
  return found.map((item, index) => ({ index, ...item }));
}

function splitBytes(bytes: Buffer, limits: UploadLimits, mayBeBase64: boolean): Found[] {
  const text = withoutByteOrderMark(bytes);
  if (hasPrivateKeyLabel(text)) throw privateKey();
  if (text === bytes) {
    const der = recogniseDer(bytes);
    if (der !== null) return splitDer(bytes, der.kind, der.length, limits);
  }
  if (hasPem(text) && isText(text)) return splitPem(text, limits);
  refuseKeyStores(text);
  if (mayBeBase64 && text.length > 0) {
    const decoded = decodeBase64(text);
    if (decoded !== null && decoded.length > 0) return splitBytes(decoded, limits, false);
  }
  throw nothingFound();
}

/** The whole input is one piece of DER: exactly one, or what follows it is trailing bytes. */
function splitDer(bytes: Buffer, kind: DerKind, length: number, limits: UploadLimits): Found[] {
  if (kind === 'private_key') throw privateKey();
  const rest = bytes.subarray(length);
  if (rest.length > 0) {
    if (recogniseDer(rest)?.kind === 'private_key') throw privateKey();
    throw trailing(rest.length);
  }
  return splitStructure(bytes, kind, limits);
}

/** One DER structure without anything behind it. */
function splitStructure(der: Buffer, kind: DerKind, limits: UploadLimits): Found[] {
  if (kind === 'certificate') return [{ der: withinSize(der, limits) }];
  if (kind === 'pkcs7') {
    const certificates = certificatesOfPkcs7(der);
    withinCount(certificates.length, limits);
    return certificates.map((certificate) =>
      certificate === null
        ? { error: unsupported('an attribute certificate') }
        : { der: withinSize(certificate, limits) },
    );
  }
  const name = foreignKinds[kind];
  if (name !== undefined) throw unsupported(name);
  throw new CertloomError('not_a_certificate', 'The bytes are DER, but no X.509 certificate.');
}

function splitPem(text: Buffer, limits: UploadLimits): Found[] {
  const found: Found[] = [];
  for (const block of pemBlocks(text)) {
    found.push(...splitBlock(block, limits));
    withinCount(found.length, limits);
  }
  return found;
}

/** What one PEM block holds. Refusals of the whole input are thrown, all others stay with the item. */
function splitBlock({ label, content }: PemBlock, limits: UploadLimits): Found[] {
  const isCertificate = certificateLabels.has(label);
  if (!isCertificate && !pkcs7Labels.has(label)) {
    return [{ error: unsupported(foreignLabels.get(label) ?? 'an unknown PEM block') }];
  }
  if (typeof content === 'string') return [{ error: badBlock(content) }];
  const recognised = recogniseDer(content);
  if (recognised === null) {
    return [{ error: new CertloomError('not_a_certificate', 'A PEM block holds no certificate.') }];
  }
  try {
    if (label === TRUSTED_LABEL && recognised.kind === 'certificate') {
      return [splitTrusted(content, recognised.length, limits)];
    }
    return splitDer(content, recognised.kind, recognised.length, limits);
  } catch (error) {
    if (error instanceof CertloomError && !wholeInputCodes.has(error.code)) return [{ error }];
    throw error;
  }
}

const blockFaults: Readonly<Record<PemFault, string>> = {
  unfinished: 'A PEM block has no end line of its own.',
  escaped_line_breaks:
    'This looks like PEM whose line breaks are written as the two characters \\n, as they stand in JSON or in an environment variable; put real line breaks in their place.',
  header_lines:
    'This looks like a PEM block with header lines (Name: value) between the BEGIN line and the base64; remove them, so that base64 alone is left between BEGIN and END.',
  not_base64: 'The content of a PEM block is not base64.',
};

function badBlock(fault: PemFault): CertloomError {
  return new CertloomError(fault === 'unfinished' ? 'not_a_certificate' : 'invalid_base64', blockFaults[fault]);
}

const wholeInputCodes: ReadonlySet<string> = new Set(['private_key_refused', 'payload_too_large']);

/** OpenSSL's TRUSTED CERTIFICATE: the certificate and behind it one SEQUENCE of trust settings, which are dropped. */
function splitTrusted(content: Buffer, length: number, limits: UploadLimits): Found {
  const rest = content.subarray(length);
  if (rest.length === 0) return { der: withinSize(content, limits) };
  const isTrustData = rest[0] === derTags.sequence && isOneElement(rest);
  if (!isTrustData) throw trailing(rest.length);
  return { der: withinSize(content.subarray(0, length), limits), warnings: ['trust_data_dropped'] };
}

/** Trust data may be an empty SEQUENCE, which `recogniseDer` takes for text. */
function isOneElement(rest: Buffer): boolean {
  return (rest.length === 2 && rest[1] === 0) || recogniseDer(rest)?.length === rest.length;
}

function refuseKeyStores(bytes: Buffer): void {
  if (bytes.length < 4) return;
  const magic = bytes.readUInt32BE(0);
  if (magic === JKS_MAGIC) throw unsupported('a Java key store (JKS)');
  if (magic === JCEKS_MAGIC) throw unsupported('a Java key store (JCEKS)');
  const start = bytes.toString('latin1', 0, 20);
  if (start.startsWith('PuTTY-User-Key-File-')) throw privateKey();
  if (start.startsWith('ssh-') || start.startsWith('ecdsa-sha2-')) throw unsupported('an SSH public key');
}

/** UTF-8 and UTF-16 with a mark become plain UTF-8; everything else is returned as it is. */
function withoutByteOrderMark(bytes: Buffer): Buffer {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(bytes.toString('utf16le', 2), 'utf8');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = bytes.length - (bytes.length % 2);
    return Buffer.from(Buffer.from(bytes.subarray(2, even)).swap16().toString('utf16le'), 'utf8');
  }
  return bytes;
}

/** Binary data nearly always has a low control octet early; text in any of the usual encodings has none. */
function isText(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += 1) if ((bytes[at] as number) < 0x08) return false;
  return true;
}

function withinSize(der: Buffer, { maxCertificateBytes }: UploadLimits): Buffer {
  if (der.length <= maxCertificateBytes) return der;
  throw new CertloomError('payload_too_large', `A certificate has more than ${maxCertificateBytes} bytes.`);
}

function withinCount(count: number, { maxCertificates }: UploadLimits): void {
  if (count <= maxCertificates) return;
  throw new CertloomError('payload_too_large', `The upload holds more than ${maxCertificates} certificates.`);
}

function privateKey(): CertloomError {
  const detail = 'The upload holds a private key. It was neither stored nor logged; send certificates only.';
  return new CertloomError('private_key_refused', detail);
}

function unsupported(what: string): CertloomError {
  return new CertloomError('unsupported_format', `This is ${what}; expected X.509 certificates or PKCS#7.`);
}

function trailing(count: number): CertloomError {
  const detail = `There are ${count} bytes behind the end of the certificate; send exactly the certificate.`;
  return new CertloomError('not_a_certificate', detail);
}

function nothingFound(): CertloomError {
  return new CertloomError('not_a_certificate', noCertificateFound);
}
