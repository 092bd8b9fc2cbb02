/** OCSP responses (RFC 6960, section 4.2) out of their DER. */
import {
  responseStatuses,
  type BasicResponse,
  type CertificateId,
  type OcspResponse,
  type ResponseStatus,
  type SingleStatus,
} from '../domain/validation/ocsp-answer';
import { DerReader, derTags, type DerElement } from './der';
import { reasonOf } from './entry-reasons';
import { extensionsIn } from './extension-values';
import { fingerprintOf } from './fingerprint';
import { readPathName } from './general-name-values';
import { decodeInteger } from './integers';
import { decodeOid } from './oids';
import { readPathCertificate, signedBytesOf } from './path-certificate';
import { decodeTime } from './times';

const BASIC = '1.3.6.1.5.5.7.48.1.1';
const NONCE = '1.3.6.1.5.5.7.48.1.2';
/** Values of OCSPResponseStatus; 4 is not used. */
const statusByCode: readonly (ResponseStatus | undefined)[] = [
  ...responseStatuses.slice(0, 4),
  undefined,
  ...responseStatuses.slice(4),
];
/** Octets and certificates of one answer that are read. */
const maxOctets = 1 << 20;
const maxCertificates = 20;

/** Reads an answer; whatever is none, or not of the basic kind, has the status `unreadable`. */
export function readOcspResponse(der: Uint8Array): OcspResponse {
  const bytes = Buffer.isBuffer(der) ? der : Buffer.from(der.buffer, der.byteOffset, der.byteLength);
  const fingerprint = fingerprintOf(bytes);
  const unreadable: OcspResponse = { fingerprint, status: 'unreadable', basic: null };
  const reader = new DerReader(bytes);
  const root = bytes.length > maxOctets ? null : reader.elementAt(0, bytes.length);
  const [code, wrapper] = root?.tag === derTags.sequence && root.end === bytes.length ? reader.children(root) : [];
  const status = code?.tag === derTags.enumerated ? statusByCode[bytes[code.contentStart] ?? -1] : undefined;
  if (status === undefined) return unreadable;
  if (status !== 'successful') return { fingerprint, status, basic: null };
  const [content] = wrapper === undefined ? [] : reader.children(wrapper);
  const [type, octets] = content === undefined ? [] : reader.children(content);
  if (octets?.tag !== derTags.octetString || oidOf(bytes, type) !== BASIC) return unreadable;
  const basic = readBasic(reader, bytes, octets.contentStart, octets.contentEnd);
  return basic === null || reader.fault !== null ? unreadable : { fingerprint, status, basic };
}

function readBasic(reader: DerReader, bytes: Buffer, start: number, end: number): BasicResponse | null {
  const root = reader.elementAt(start, end);
  const signed = signedBytesOf(reader, bytes, start, end);
  if (root === null || signed === null) return null;
  const [data, , , certificates] = reader.children(root);
  const fields = data === undefined ? [] : reader.children(data);
  const [responder, producedAt, list, ...rest] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
  if (responder === undefined || producedAt === undefined || list?.tag !== derTags.sequence) return null;
  const who = readResponder(reader, bytes, responder);
  const statuses = reader.children(list).map((single) => readSingle(reader, bytes, single));
  if (who === null || statuses.includes(null)) return null;
  const extensions = extensionsOf(
    reader,
    bytes,
    rest.find(({ tag }) => tag === 0xa1),
  );
  const nonce = extensions.find(({ oid }) => oid === NONCE);
  const [sent] = certificates?.tag === 0xa0 ? reader.children(certificates) : [];
  return {
    signed,
    responder: who,
    producedAt: timeOf(bytes, producedAt),
    statuses: statuses.filter((single) => single !== null),
    nonce: nonce === undefined ? null : bytes.toString('hex', nonce.content.contentStart, nonce.content.contentEnd),
    certificates: (sent === undefined ? [] : reader.children(sent))
      .slice(0, maxCertificates)
      .map((one) => readPathCertificate(bytes.subarray(one.start, one.end)))
      .filter((one) => one !== null),
    unknownCritical: extensions.filter(({ oid, critical }) => critical && oid !== NONCE).map(({ oid }) => oid),
  };
}

function readResponder(reader: DerReader, bytes: Buffer, id: DerElement): BasicResponse['responder'] | null {
  const [value] = reader.children(id);
  if (value === undefined) return null;
  if (id.tag === 0xa2) return { keyHash: bytes.toString('hex', value.contentStart, value.contentEnd) };
  const name = id.tag === 0xa1 ? readPathName(reader, bytes, value) : null;
  return name === null ? null : { name };
}

function readSingle(reader: DerReader, bytes: Buffer, single: DerElement): SingleStatus | null {
  const [idElement, status, thisUpdate, ...rest] = reader.children(single);
  if (idElement === undefined || status === undefined || thisUpdate === undefined) return null;
  const id = readId(reader, bytes, idElement);
  const kind = ({ 0x80: 'good', 0xa1: 'revoked', 0x82: 'unknown', 0xa2: 'unknown' } as const)[status.tag];
  if (id === null || kind === undefined) return null;
  const [revokedAt, reasonWrapper] = kind === 'revoked' ? reader.children(status) : [];
  const [reason] = reasonWrapper === undefined ? [] : reader.children(reasonWrapper);
  const next = rest.find(({ tag }) => tag === 0xa0);
  const [nextUpdate] = next === undefined ? [] : reader.children(next);
  return {
    id,
    status: kind,
    revokedAt: revokedAt === undefined ? null : timeOf(bytes, revokedAt),
    reason: reasonOf(reason === undefined ? undefined : bytes[reason.contentStart]),
    thisUpdate: timeOf(bytes, thisUpdate),
    nextUpdate: nextUpdate === undefined ? null : timeOf(bytes, nextUpdate),
    unknownCritical: extensionsOf(
      reader,
      bytes,
      rest.find(({ tag }) => tag === 0xa1),
    )
      .filter(({ critical }) => critical)
      .map(({ oid }) => oid),
  };
}

function readId(reader: DerReader, bytes: Buffer, id: DerElement): CertificateId | null {
  const [algorithm, name, key, serial] = reader.children(id);
  const hashAlgorithm = algorithm === undefined ? null : oidOf(bytes, reader.children(algorithm)[0]);
  if (hashAlgorithm === null || name === undefined || key === undefined || serial?.tag !== derTags.integer) return null;
  return {
    hashAlgorithm,
    issuerNameHash: bytes.toString('hex', name.contentStart, name.contentEnd),
    issuerKeyHash: bytes.toString('hex', key.contentStart, key.contentEnd),
    serialNumber: decodeInteger(bytes, serial).hex,
  };
}

function extensionsOf(reader: DerReader, bytes: Buffer, wrapper: DerElement | undefined) {
  const [list] = wrapper === undefined ? [] : reader.children(wrapper);
  return list === undefined ? [] : extensionsIn(reader, bytes, list);
}

function oidOf(bytes: Buffer, element: DerElement | undefined): string | null {
  return element?.tag === derTags.oid ? decodeOid(bytes, element.contentStart, element.contentEnd) : null;
}

function timeOf(bytes: Buffer, { tag, contentStart, contentEnd }: DerElement): Date | null {
  return decodeTime(bytes, tag, contentStart, contentEnd).time;
}
