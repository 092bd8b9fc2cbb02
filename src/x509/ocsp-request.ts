/** OCSP requests (RFC 6960, section 4.1): bytes to what is asked. */
import { DerReader, derTags, type DerElement } from './der';
import { decodeInteger } from './integers';
import { decodeOid } from './oids';

/** One certificate that is asked about. */
export interface CertId {
  /** As it was sent: the answer repeats it byte for byte. */
  readonly der: Buffer;
  /** Name for `createHash`; null for one that is not known. */
  readonly hash: 'sha1' | 'sha256' | null;
  readonly issuerNameHash: Buffer;
  readonly issuerKeyHash: Buffer;
  /** Lower-case hex, without leading zeros. */
  readonly serial: string;
}

export interface OcspRequest {
  readonly certIds: readonly CertId[];
  /** DER of the extension's content, to be given back; null: none was sent. */
  readonly nonce: Buffer | null;
}

export const nonceOid = '1.3.6.1.5.5.7.48.1.2';
/** RFC 9654, section 2.1. */
const longestNonce = 128;
const versionTag = 0xa0;
const requestorTag = 0xa1;
const extensionsTag = 0xa2;
const hashes: ReadonlyMap<string, 'sha1' | 'sha256'> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
]);

/** Null: it is none, or asks about more than `most` certificates. Signatures of requests are not looked at. */
export function readOcspRequest(input: Uint8Array, most: number): OcspRequest | null {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const reader = new DerReader(bytes, { maxElements: 1_000 });
  const root = reader.elementAt(0, bytes.length);
  if (root?.tag !== derTags.sequence || root.end !== bytes.length) return null;
  const tbs = reader.children(root)[0];
  const members = tbs?.tag === derTags.sequence ? reader.children(tbs) : [];
  const list = members.find(({ tag }) => tag !== versionTag && tag !== requestorTag);
  const requests = list?.tag === derTags.sequence ? reader.children(list) : [];
  if (requests.length === 0 || requests.length > most) return null;
  const certIds = requests.flatMap((request) => {
    const id = reader.children(request)[0];
    return (id === undefined ? null : readCertId(reader, bytes, id)) ?? [];
  });
  const nonce = nonceOf(
    reader,
    bytes,
    members.find(({ tag }) => tag === extensionsTag),
  );
  if (certIds.length !== requests.length || nonce === undefined || reader.fault !== null) return null;
  return { certIds, nonce };
}

function readCertId(reader: DerReader, bytes: Buffer, id: DerElement): CertId | null {
  const [algorithm, name, key, serial] = reader.children(id);
  const type = algorithm === undefined ? undefined : reader.children(algorithm)[0];
  if (type?.tag !== derTags.oid || name?.tag !== derTags.octetString) return null;
  if (key?.tag !== derTags.octetString || serial?.tag !== derTags.integer) return null;
  const oid = decodeOid(bytes, type.contentStart, type.contentEnd);
  return {
    der: bytes.subarray(id.start, id.end),
    hash: hashes.get(oid ?? '') ?? null,
    issuerNameHash: bytes.subarray(name.contentStart, name.contentEnd),
    issuerKeyHash: bytes.subarray(key.contentStart, key.contentEnd),
    serial: decodeInteger(bytes, serial).hex,
  };
}

/** Undefined: there is one that is not allowed. */
function nonceOf(reader: DerReader, bytes: Buffer, wrapper: DerElement | undefined): Buffer | null | undefined {
  const list = wrapper === undefined ? undefined : reader.children(wrapper)[0];
  for (const one of list === undefined ? [] : reader.children(list)) {
    const members = reader.children(one);
    const [type, value] = [members[0], members.at(-1)];
    if (type?.tag !== derTags.oid || decodeOid(bytes, type.contentStart, type.contentEnd) !== nonceOid) continue;
    if (value?.tag !== derTags.octetString) return undefined;
    const content = bytes.subarray(value.contentStart, value.contentEnd);
    // Two octets more than the nonce itself; there are clients that leave out the inner OCTET STRING.
    return content.length === 0 || content.length > longestNonce + 3 ? undefined : content;
  }
  return null;
}
