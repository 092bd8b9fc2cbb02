/** The entries of a revocation list (RFC 5280, section 5.3), found by serial number without reading each into an object. */
import type { PathName } from '../domain/validation/path-certificate';
import { DerReader, derTags, type DerElement } from './der';
import { nameValuesOf } from './general-name-values';
import { decodeOid } from './oids';

/** Between two looks at the clock. */
const entriesBetweenTurns = 500;
/** Different issuers that the entries of one list may name. */
const maxHolders = 10_000;
const knownExtensions: ReadonlySet<string> = new Set(['2.5.29.21', '2.5.29.23', '2.5.29.24', '2.5.29.29']);
const CERTIFICATE_ISSUER = '2.5.29.29';

export interface EntryIndex {
  readonly count: number;
  /** OIDs of critical extensions of entries that nobody here knows. */
  readonly unknownCritical: ReadonlySet<string>;
  /** Offsets of the entries with this serial number, in the order of the list. @param serial content of the INTEGER */
  offsetsOf(serial: Uint8Array): number[];
  /** Whose certificate the entry at this offset is about. */
  issuerAt(offset: number): PathName;
}

/**
 * Walks all entries once, giving turns. Null when one cannot be read: what such a list does not say is unknown.
 * @param issuer of the list, to whom entries belong until one names another issuer
 */
export async function indexEntries(
  bytes: Buffer,
  list: DerElement | null,
  issuer: PathName,
  giveTurn: () => Promise<void>,
): Promise<EntryIndex | null> {
  const unknownCritical = new Set<string>();
  /** From which offset on entries belong to whom. */
  const holders: { readonly from: number; readonly issuer: PathName }[] = [{ from: 0, issuer }];
  const names = new Map<string, PathName>();
  let offsets = new Uint32Array(1_024);
  let count = 0;
  for (let at = list?.contentStart ?? 0; list !== null && at < list.contentEnd; count += 1) {
    if (count % entriesBetweenTurns === 0) await giveTurn();
    const entry = elementAt(bytes, at, list.contentEnd, derTags.sequence);
    const serial = entry === null ? null : elementAt(bytes, entry.contentStart, entry.contentEnd, derTags.integer);
    if (entry === null || serial === null || serial.contentEnd === serial.contentStart) return null;
    const time = tlv(bytes, serial.end, entry.contentEnd);
    if (time === null) return null;
    if (time.end < entry.contentEnd) {
      const holder = readExtensions(bytes, time.end, entry.contentEnd, unknownCritical, names);
      if (holder === null) return null;
      if (holder !== undefined) holders.push({ from: at, issuer: holder });
    }
    if (count === offsets.length) {
      const wider = new Uint32Array(count * 2);
      wider.set(offsets);
      offsets = wider;
    }
    offsets[count] = at;
    at = entry.end;
  }
  const table = await fillTable(bytes, offsets, count, giveTurn);
  return {
    count,
    unknownCritical,
    offsetsOf(serial) {
      const found: number[] = [];
      const [start, end] = [shortestFrom(serial, 0, serial.length), serial.length];
      const mask = table.length - 1;
      for (let slot = hashOf(serial, start, end) & mask; table[slot] !== 0; slot = (slot + 1) & mask) {
        const offset = offsets[table[slot]! - 1]!;
        const [from, to] = serialAt(bytes, offset);
        if (to - from === end - start && bytes.compare(serial, start, end, from, to) === 0) found.push(offset);
      }
      return found.sort((one, other) => one - other);
    },
    issuerAt: (offset) => holders[lastBefore(holders, offset)]!.issuer,
  };
}

/** Open addressing, half full at most; a slot holds the number of an entry plus one. */
async function fillTable(
  bytes: Buffer,
  offsets: Uint32Array,
  count: number,
  giveTurn: () => Promise<void>,
): Promise<Uint32Array> {
  const table = new Uint32Array(2 ** Math.max(4, Math.ceil(Math.log2(count * 2 + 1))));
  const mask = table.length - 1;
  for (let entry = 0; entry < count; entry += 1) {
    if (entry % entriesBetweenTurns === 0) await giveTurn();
    const [start, end] = serialAt(bytes, offsets[entry]!);
    let slot = hashOf(bytes, start, end) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = entry + 1;
  }
  return table;
}

/** Where the serial number of an entry that was read before begins, without superfluous octets, and ends. */
function serialAt(bytes: Buffer, offset: number): [number, number] {
  const entry = tlv(bytes, offset, bytes.length)!;
  const { contentStart, contentEnd } = tlv(bytes, entry.contentStart, entry.contentEnd)!;
  return [shortestFrom(bytes, contentStart, contentEnd), contentEnd];
}

/** The extensions of one entry: a new holder when it names one, undefined when not, null when they cannot be read. */
function readExtensions(
  bytes: Buffer,
  start: number,
  end: number,
  unknownCritical: Set<string>,
  names: Map<string, PathName>,
): PathName | null | undefined {
  const list = elementAt(bytes, start, end, derTags.sequence);
  if (list === null || list.end !== end) return null;
  let holder: PathName | undefined;
  for (let at = list.contentStart; at < list.contentEnd;) {
    const extension = elementAt(bytes, at, list.contentEnd, derTags.sequence);
    const type =
      extension === null ? null : elementAt(bytes, extension.contentStart, extension.contentEnd, derTags.oid);
    if (extension === null || type === null) return null;
    const second = tlv(bytes, type.end, extension.contentEnd);
    if (second === null) return null;
    const isCritical = second.tag === derTags.boolean && bytes[second.contentStart] !== 0;
    const value = second.tag === derTags.boolean ? tlv(bytes, second.end, extension.contentEnd) : second;
    // Reasons stand in nearly every entry and are read when somebody asks.
    if (isCritical || bytes[type.contentEnd - 1] === 29) {
      const oid = decodeOid(bytes, type.contentStart, type.contentEnd);
      if (oid === null || value === null) return null;
      if (isCritical && !knownExtensions.has(oid)) unknownCritical.add(oid);
      if (oid === CERTIFICATE_ISSUER) {
        const named = readHolder(bytes, value, names);
        if (named === null) return null;
        holder = named;
      }
    }
    at = extension.end;
  }
  return holder;
}

/** Names that were read before are not read again, nor kept twice. */
function readHolder(bytes: Buffer, value: DerElement, names: Map<string, PathName>): PathName | null {
  const key = bytes.toString('latin1', value.contentStart, value.contentEnd);
  const before = names.get(key);
  if (before !== undefined || names.size >= maxHolders) return before ?? null;
  const reader = new DerReader(bytes, { maxElements: 10_000 });
  const list = reader.elementAt(value.contentStart, value.contentEnd);
  const found = list === null ? null : nameValuesOf(reader, bytes, list);
  const directory = found?.find(({ kind }) => kind === 'directory');
  if (directory?.kind !== 'directory') return null;
  names.set(key, directory.name);
  return directory.name;
}

function elementAt(bytes: Buffer, offset: number, limit: number, tag: number): DerElement | null {
  const element = tlv(bytes, offset, limit);
  return element?.tag === tag ? element : null;
}

/** One element of definite length with a low tag number; without a budget, since the caller's loop is over bytes. */
function tlv(bytes: Buffer, offset: number, limit: number): DerElement | null {
  if (offset + 2 > limit) return null;
  let length = bytes[offset + 1]!;
  let contentStart = offset + 2;
  if (length >= 0x80) {
    const octets = length & 0x7f;
    if (octets === 0 || octets > 4 || contentStart + octets > limit) return null;
    length = bytes.readUIntBE(contentStart, octets);
    contentStart += octets;
  }
  const end = contentStart + length;
  return end > limit ? null : { tag: bytes[offset]!, start: offset, contentStart, contentEnd: end, end };
}

/** Start of a signed number without the octets that only repeat its sign. */
function shortestFrom(bytes: Uint8Array, start: number, end: number): number {
  let from = start;
  while (end - from > 1 && isSign(bytes[from]!, bytes[from + 1]!)) from += 1;
  return from;
}

function isSign(first: number, second: number): boolean {
  return (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function lastBefore(holders: readonly { readonly from: number }[], offset: number): number {
  let [low, high] = [0, holders.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holders[middle]!.from <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
