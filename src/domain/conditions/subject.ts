import type { AttributeValue, AttributeValues } from '../attributes/attribute';
import type { CertificateRecord, MetadataEntry } from '../certificates/certificate';
import { lifetimeUsedPercent } from '../certificates/lifetime';
import { codeTableOf } from './coded-fields';
import { certificateFields, type CertificateField } from './property-fields';

/** The view of an object that conditions look through. Absent values may be null, undefined, '' or []. */
export interface Subject {
  /** DATETIME as Date, LIST as its code or codes, RA profile, groups and owner by name; at `now`, where it matters. */
  property(field: string, now: Date): unknown;
  custom(definitionUuid: string): AttributeValue | undefined;
  /** The values of this name and type, from all entries. */
  meta(name: string, contentType: string): readonly unknown[];
  /** Of the payload; absent where nothing has happened to it. */
  event?(field: string): unknown;
  /** What the run knows under the name inside `$( )`, such as `Var.list[0].mail`; undefined where there is none. */
  variable?(name: string): unknown;
}

/** The subject, and what its run knows beside it. */
export function withVariables(subject: Subject, variable: (name: string) => unknown): Subject {
  return { ...subject, variable };
}

/** For runs that are about nothing whose fields conditions know: variables alone. */
export const noSubject: Subject = { property: () => undefined, custom: () => undefined, meta: () => [] };

/** Names behind the uuids of a certificate; null and [] when it has none. */
export interface CategoryNames {
  readonly raProfileName: string | null;
  readonly groupNames: readonly string[];
  readonly ownerName: string | null;
}

type Reader = (record: CertificateRecord, names: CategoryNames, now: Date) => unknown;

const named: Readonly<Record<string, Reader>> = {
  raProfile: (_record, names) => names.raProfileName,
  groups: (_record, names) => names.groupNames,
  owner: (_record, names) => names.ownerName,
};
const readers: ReadonlyMap<string, Reader> = new Map(certificateFields.map((row) => [row.field, readerOf(row)]));

function readerOf({ field, path, alsoFrom }: CertificateField): Reader {
  if (alsoFrom !== undefined) return (record, _names, now) => lifetimeUsedPercent(record, now);
  const codes = codeTableOf(field);
  if (codes === undefined) return named[path] ?? ((record) => record[path]);
  const codeOf = (stored: unknown): unknown => (typeof stored === 'string' ? codes.codeOf(stored) : stored);
  return (record) => {
    const stored = record[path];
    return Array.isArray(stored) ? stored.map(codeOf) : codeOf(stored);
  };
}

/**
 * A certificate, stored or not yet. Reads the record at each question and copies nothing.
 * @param attributes in place of those of the record
 */
export function certificateSubject(
  record: CertificateRecord,
  names: CategoryNames,
  attributes: AttributeValues = record.attributes,
): Subject {
  return {
    property: (field, now) => readers.get(field)?.(record, names, now),
    custom: (uuid) => attributes[uuid],
    meta: (name, contentType) => metadataOf(record.metadata, name, contentType),
  };
}

/**
 * A discovery, approval or scheduled job: `values` by field code, instants as Date. Text is brought to NFC here.
 */
export function recordSubject(
  values: Readonly<Record<string, unknown>>,
  attributes: AttributeValues = {},
  metadata: readonly MetadataEntry[] = [],
): Subject {
  const byField = new Map(
    Object.entries(values).map(([field, value]) => [field, typeof value === 'string' ? value.normalize('NFC') : value]),
  );
  return {
    property: (field) => byField.get(field),
    custom: (uuid) => (Object.hasOwn(attributes, uuid) ? attributes[uuid] : undefined),
    meta: (name, contentType) => metadataOf(metadata, name, contentType),
  };
}

const nothing: readonly unknown[] = [];

function metadataOf(metadata: readonly MetadataEntry[], name: string, contentType: string): readonly unknown[] {
  let found = nothing;
  for (const entry of metadata) {
    if (entry.name !== name || entry.contentType !== contentType) continue;
    found = found === nothing ? entry.data : [...found, ...entry.data];
  }
  return found;
}
