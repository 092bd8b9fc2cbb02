/** What a piece of DER is, by the shape of its outer structure. Nothing is decoded that is not needed for the answer. */
import type { DerElement } from './der';
import { DerReader, derTags } from './der';
import { decodeOid } from './oids';

export type DerKind =
  | 'certificate'
  | 'pkcs7'
  | 'private_key'
  | 'pkcs12'
  | 'certification_request'
  | 'crl'
  | 'ocsp_response'
  | 'public_key'
  | 'tbs_certificate'
  | 'other_cms'
  | 'unknown';

export interface Recognised {
  readonly kind: DerKind;
  /** Octets of the outermost element; what the input has beyond it is trailing. */
  readonly length: number;
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const CMS_PREFIX = '1.2.840.113549.1.7.';
const CMS_S_MIME_PREFIX = '1.2.840.113549.1.9.16.1.';
const ENCRYPTION_PREFIXES = ['1.2.840.113549.1.5.', '1.2.840.113549.1.12.'];
const CONTEXT_0 = 0xa0;

/** Children beyond these decide nothing. */
const MAX_CHILDREN = 12;

/**
 * Recognises the element at the start of `bytes`; null when there is none that fits, that is when `bytes` are not
 * DER (or BER) at all. `0x30` is also the digit 0: an element in the short length form must be filled by its children
 * exactly before it counts.
 */
export function recogniseDer(bytes: Uint8Array): Recognised | null {
  if (bytes[0] !== derTags.sequence || bytes.length < 2) return null;
  const reader = new DerReader(bytes, { indefinite: true, maxElements: 262_144 });
  const root = reader.elementAt(0, bytes.length);
  if (root === null) return null;
  const children: DerElement[] = [];
  let offset = root.contentStart;
  while (offset < root.contentEnd && children.length < MAX_CHILDREN) {
    const child = reader.elementAt(offset, root.contentEnd);
    if (child === null) break;
    children.push(child);
    offset = child.end;
  }
  const tiled = offset === root.contentEnd || children.length === MAX_CHILDREN;
  const shortForm = (bytes[1] as number) < 0x80;
  if (shortForm && (!tiled || children.length === 0)) return null;
  return { kind: tiled ? kindOf(reader, children) : 'unknown', length: root.end };
}

function kindOf(reader: DerReader, children: readonly DerElement[]): DerKind {
  const [first, second, third] = children;
  if (first === undefined || second === undefined) return 'unknown';
  switch (first.tag) {
    case derTags.integer:
      return kindAfterVersion(reader, children);
    case derTags.enumerated:
      return second.tag === CONTEXT_0 ? 'ocsp_response' : 'unknown';
    case derTags.oid: {
      const oid = oidAt(reader, first);
      if (oid === SIGNED_DATA && second.tag === CONTEXT_0) return 'pkcs7';
      return oid?.startsWith(CMS_PREFIX) || oid?.startsWith(CMS_S_MIME_PREFIX) ? 'other_cms' : 'unknown';
    }
    case CONTEXT_0:
      // TBSCertificate: version, serial number, then at least five SEQUENCEs.
      return second.tag === derTags.integer && children.length >= 7 ? 'tbs_certificate' : 'unknown';
    case derTags.sequence: {
      const oid = firstOid(reader, first);
      if (second.tag === derTags.octetString && oid !== null) {
        return ENCRYPTION_PREFIXES.some((prefix) => oid.startsWith(prefix)) ? 'private_key' : 'unknown';
      }
      if (second.tag === derTags.bitString && oid !== null) return 'public_key';
      if (second.tag === derTags.sequence && third?.tag === derTags.bitString) return signedKind(reader, first);
      return 'unknown';
    }
    default:
      return 'unknown';
  }
}

/** Structures that begin with an INTEGER: keys and PKCS#12. */
function kindAfterVersion(reader: DerReader, children: readonly DerElement[]): DerKind {
  const second = children[1] as DerElement;
  const third = children[2];
  if (second.tag === derTags.octetString) return 'private_key'; // SEC 1, RFC 5915
  if (second.tag === derTags.sequence) {
    const oid = firstOid(reader, second);
    if (third?.tag === derTags.octetString && oid !== null) return 'private_key'; // PKCS #8, RFC 5958
    return oid?.startsWith(CMS_PREFIX) ? 'pkcs12' : 'unknown';
  }
  if (children.every((child) => child.tag === derTags.integer || child.tag === derTags.sequence)) {
    if (children.length === 2) return 'public_key'; // RSAPublicKey, RFC 8017 A.1.1
    if (children.length === 6 || children.length >= 9) return 'private_key'; // DSA; RSAPrivateKey, RFC 8017 A.1.2
  }
  return 'unknown';
}

/** Certificate, CRL and certification request share SEQUENCE { SEQUENCE, AlgorithmIdentifier, BIT STRING }. */
function signedKind(reader: DerReader, signed: DerElement): DerKind {
  const inside = reader.fork();
  const fields: number[] = [];
  let offset = signed.contentStart;
  while (offset < signed.contentEnd && fields.length < MAX_CHILDREN) {
    const field = inside.elementAt(offset, signed.contentEnd);
    if (field === null) break;
    fields.push(field.tag);
    offset = field.end;
  }
  const { sequence, integer, utcTime, generalizedTime } = derTags;
  const body = fields[0] === integer ? fields.slice(1) : fields;
  const isTime = body[2] === utcTime || body[2] === generalizedTime;
  if (body[0] === sequence && body[1] === sequence && isTime) return 'crl';
  const isRequest = fields[0] === integer && body.length >= 2 && body.length <= 3;
  if (isRequest && body[0] === sequence && body[1] === sequence && (body[2] ?? CONTEXT_0) === CONTEXT_0) {
    return 'certification_request';
  }
  return 'certificate'; // whether it is a good one, the gate says
}

function firstOid(reader: DerReader, parent: DerElement): string | null {
  const first = reader.fork().elementAt(parent.contentStart, parent.contentEnd);
  return first === null ? null : oidAt(reader, first);
}

function oidAt(reader: DerReader, element: DerElement): string | null {
  return element.tag === derTags.oid ? decodeOid(reader.bytes, element.contentStart, element.contentEnd) : null;
}
