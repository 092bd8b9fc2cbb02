/** Certificate revocation lists (RFC 5280, section 5) out of their DER, with our own bounded reader. */
import { createHash } from 'node:crypto';
import type { PathName } from '../domain/validation/path-certificate';
import type { EntryReason, ListEntry, RevocationList } from '../domain/validation/revocation-list';
import { DerReader, derTags, type DerElement } from './der';
import { readDistributionPoints, readListScope } from './distribution-points';
import { readPathName } from './general-name-values';
import { decodeInteger, integerContent } from './integers';
import { extensionsIn } from './extension-values';
import { indexEntries } from './list-entries';
import { readName } from './names';
import { signedBytesOf } from './path-certificate';
import { reasonOf } from './entry-reasons';
import { decodeTime } from './times';

const oids = {
  number: '2.5.29.20',
  reason: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  deltaBase: '2.5.29.27',
  scope: '2.5.29.28',
  authorityKeyIdentifier: '2.5.29.35',
  freshestLists: '2.5.29.46',
} as const;
const known: ReadonlySet<string> = new Set([...Object.values(oids), '2.5.29.18']);
const EXTENSIONS = 0xa0;
/** Octets that are hashed before others get a turn. */
const hashedAtOnce = 1 << 20;

/**
 * Reads a list in DER. Null when the bytes are none, or one of its entries cannot be read. Entries are indexed by
 * serial number and read when they are asked for.
 * @param giveTurn asked now and then, so that a list of hundreds of thousands of entries does not hold up the process
 */
export async function readRevocationList(
  der: Uint8Array,
  giveTurn: () => Promise<void>,
): Promise<RevocationList | null> {
  const bytes = Buffer.isBuffer(der) ? der : Buffer.from(der.buffer, der.byteOffset, der.byteLength);
  const reader = new DerReader(bytes);
  const signed = signedBytesOf(reader, bytes);
  const root = reader.elementAt(0, bytes.length);
  const [tbs, outer] = root === null || root.end !== bytes.length ? [] : reader.children(root);
  if (signed === null || tbs === undefined || outer === undefined) return null;
  const fields = reader.children(tbs);
  const [algorithm, name, thisUpdate, ...rest] = fields[0]?.tag === derTags.integer ? fields.slice(1) : fields;
  if (algorithm === undefined || name === undefined || thisUpdate === undefined) return null;
  const issuer = readPathName(reader, bytes, name);
  const nextUpdate = rest.find(({ tag }) => tag === derTags.utcTime || tag === derTags.generalizedTime);
  if (issuer === null || reader.fault !== null) return null;
  const list = rest.find(({ tag }) => tag === derTags.sequence) ?? null;
  const entries = await indexEntries(bytes, list, issuer, giveTurn);
  if (entries === null) return null;
  const wrapper = rest.find(({ tag }) => tag === EXTENSIONS);
  const extensions = readListExtensions(reader, bytes, wrapper);
  if (extensions === null) return null;
  return {
    fingerprint: await hashed(bytes, giveTurn),
    signed,
    signatureAlgorithmsAgree: slice(bytes, algorithm).equals(slice(bytes, outer)),
    issuer,
    issuerDn: readName(reader, bytes, name, () => undefined).dn,
    thisUpdate: timeOf(bytes, thisUpdate),
    nextUpdate: nextUpdate === undefined ? null : timeOf(bytes, nextUpdate),
    ...extensions,
    unknownCritical: [...extensions.unknownCritical, ...entries.unknownCritical],
    entryCount: entries.count,
    find: (holder: PathName, serialNumber: string) => {
      const offset = entries
        .offsetsOf(integerContent(serialNumber))
        .find((at) => entries.issuerAt(at).comparable === holder.comparable);
      return offset === undefined ? null : readEntry(bytes, offset);
    },
  };
}

function readListExtensions(reader: DerReader, bytes: Buffer, wrapper: DerElement | undefined) {
  const [list] = wrapper === undefined ? [] : reader.children(wrapper);
  const unknownCritical: string[] = [];
  const unreadableExtensions: string[] = [];
  let found: Partial<
    Pick<RevocationList, 'authorityKeyIdentifier' | 'number' | 'baseNumber' | 'scope' | 'freshestLists'>
  > = {};
  if (wrapper !== undefined && list?.tag !== derTags.sequence) return null;
  for (const { oid, critical, value } of list === undefined ? [] : extensionsIn(reader, bytes, list)) {
    if (critical && !known.has(oid)) unknownCritical.push(oid);
    if (!known.has(oid)) continue;
    const read = value === null ? null : readValue(reader.fork(), bytes, oid, value);
    if (read === null) unreadableExtensions.push(oid);
    else found = { ...found, ...read };
  }
  if (reader.fault !== null) return null;
  const { authorityKeyIdentifier = null, number = null, baseNumber = null, scope = null, freshestLists = [] } = found;
  return { authorityKeyIdentifier, number, baseNumber, scope, freshestLists, unknownCritical, unreadableExtensions };
}

function readValue(reader: DerReader, bytes: Buffer, oid: string, value: DerElement): Partial<RevocationList> | null {
  switch (oid) {
    case oids.number:
    case oids.deltaBase: {
      const { hex, negative, cut } = decodeInteger(bytes, value);
      if (value.tag !== derTags.integer || negative || cut) return null;
      return oid === oids.number ? { number: hex } : { baseNumber: hex };
    }
    case oids.scope: {
      const scope = readListScope(reader, bytes, value);
      return scope === null ? null : { scope };
    }
    case oids.freshestLists: {
      const freshestLists = readDistributionPoints(reader, bytes, value);
      return freshestLists === null ? null : { freshestLists };
    }
    case oids.authorityKeyIdentifier: {
      const key = reader.children(value).find(({ tag }) => tag === 0x80);
      return key === undefined
        ? {}
        : { authorityKeyIdentifier: bytes.toString('hex', key.contentStart, key.contentEnd) };
    }
    default:
      return {};
  }
}

function readEntry(bytes: Buffer, offset: number): ListEntry {
  const reader = new DerReader(bytes, { maxElements: 1_000 });
  const entry = reader.elementAt(offset, bytes.length)!;
  const [, time, list] = reader.children(entry);
  let [reason, invalidSince]: [EntryReason, Date | null] = ['unspecified', null];
  for (const { oid, value } of list === undefined ? [] : extensionsIn(reader, bytes, list)) {
    if (oid === oids.reason && value?.tag === derTags.enumerated) reason = reasonOf(bytes[value.contentStart]);
    if (oid === oids.invalidityDate && value !== null) invalidSince = timeOf(bytes, value);
  }
  return { revokedAt: time === undefined ? null : timeOf(bytes, time), reason, invalidSince };
}

function timeOf(bytes: Buffer, { tag, contentStart, contentEnd }: DerElement): Date | null {
  return decodeTime(bytes, tag, contentStart, contentEnd).time;
}

async function hashed(bytes: Buffer, giveTurn: () => Promise<void>): Promise<string> {
  const digest = createHash('sha256');
  for (let at = 0; at < bytes.length; at += hashedAtOnce) {
    digest.update(bytes.subarray(at, at + hashedAtOnce));
    await giveTurn();
  }
  return digest.digest('hex');
}

function slice(bytes: Buffer, { start, end }: DerElement): Buffer {
  return bytes.subarray(start, end);
}
