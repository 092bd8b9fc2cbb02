/** Distribution points of certificates and the scope of lists (RFC 5280, sections 4.2.1.13 and 5.2.5). */
import {
  listReasons,
  type DistributionPoint,
  type ListReason,
  type PointName,
} from '../domain/validation/path-certificate';
import type { ListScope } from '../domain/validation/revocation-list';
import type { DerElement, DerReader } from './der';
import { derTags } from './der';
import { comparableRdn, nameValuesOf } from './general-name-values';

const NAME = 0xa0;
const REASONS = 0x81;
const ISSUERS = 0xa2;

/** Points inside the SEQUENCE at `list`; null when one cannot be read. */
export function readDistributionPoints(reader: DerReader, bytes: Buffer, list: DerElement): DistributionPoint[] | null {
  if (list.tag !== derTags.sequence) return null;
  const points = reader.children(list).map((point) => readPoint(reader, bytes, point));
  return points.includes(null) || reader.fault !== null ? null : points.filter((point) => point !== null);
}

function readPoint(reader: DerReader, bytes: Buffer, point: DerElement): DistributionPoint | null {
  if (point.tag !== derTags.sequence) return null;
  let name: PointName | null = null;
  let reasons: readonly ListReason[] | null = null;
  let issuers: DistributionPoint['issuers'] = [];
  for (const part of reader.children(point)) {
    if (part.tag === NAME) {
      name = readPointName(reader, bytes, part);
      if (name === null) return null;
    } else if (part.tag === REASONS) reasons = readReasons(bytes, part);
    else if (part.tag === ISSUERS) {
      const names = nameValuesOf(reader, bytes, part);
      if (names === null) return null;
      issuers = names;
    } else return null;
  }
  return { name, reasons, issuers };
}

/** The scope inside the SEQUENCE at `value`; null when it cannot be read. */
export function readListScope(reader: DerReader, bytes: Buffer, value: DerElement): ListScope | null {
  if (value.tag !== derTags.sequence) return null;
  const flags = { onlyUserCertificates: false, onlyCaCertificates: false, onlyAttributeCertificates: false };
  let [name, onlyReasons, indirect]: [PointName | null, ListReason[] | null, boolean] = [null, null, false];
  for (const part of reader.children(value)) {
    const isTrue = part.contentEnd > part.contentStart && bytes[part.contentStart] !== 0;
    if (part.tag === NAME) {
      name = readPointName(reader, bytes, part);
      if (name === null) return null;
    } else if (part.tag === 0x81) flags.onlyUserCertificates = isTrue;
    else if (part.tag === 0x82) flags.onlyCaCertificates = isTrue;
    else if (part.tag === 0x83) onlyReasons = readReasons(bytes, part);
    else if (part.tag === 0x84) indirect = isTrue;
    else if (part.tag === 0x85) flags.onlyAttributeCertificates = isTrue;
    else return null;
  }
  return reader.fault === null ? { name, ...flags, onlyReasons, indirect } : null;
}

function readPointName(reader: DerReader, bytes: Buffer, wrapper: DerElement): PointName | null {
  const [choice] = reader.children(wrapper);
  if (choice?.tag === 0xa0) {
    const full = nameValuesOf(reader, bytes, choice);
    return full === null ? null : { full };
  }
  if (choice?.tag !== 0xa1) return null;
  const relative = comparableRdn(reader, bytes, choice);
  return relative === null ? null : { relative };
}

/** Bit 0 of ReasonFlags is unused. */
function readReasons(bytes: Buffer, flags: DerElement): ListReason[] {
  return listReasons.filter((_, index) => {
    const bit = index + 1;
    const at = flags.contentStart + 1 + (bit >> 3);
    return at < flags.contentEnd && ((bytes[at] as number) & (0x80 >> (bit & 7))) !== 0;
  });
}
