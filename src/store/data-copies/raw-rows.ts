import { mongo, type Connection } from 'mongoose';
import type { RowKey } from '../../domain/data-copies/copy';

const { BSON, Long, ObjectId } = mongo;

/** A row as the database has it. */
export interface RawRow {
  readonly key: RowKey;
  /** Its BSON, `_id` first. */
  readonly bytes: Uint8Array;
}

/** Where a walk goes on: behind a key, or at the first of its kind. */
export interface Position {
  readonly kind: RowKey['kind'];
  readonly after?: RowKey['value'];
}

export interface RawPage {
  readonly rows: readonly RawRow[];
  /** Up to and including this key the page has everything; undefined: to the end of its kind. */
  readonly last: RowKey | undefined;
}

/** In the order in which the database sorts them. A filter by range meets one of them only. */
export const keyKinds = ['number', 'string', 'objectId'] as const satisfies readonly RowKey['kind'][];

/** What a page may hold, so that memory stays the same whatever is copied. */
export const pageLimits = { rows: 1_000, bytes: 8_000_000 } as const;

type RowId = string | number | mongo.ObjectId;

export type RawCollection = mongo.Collection<{ _id: RowId }>;

/** The collection as the driver has it: rows of any shape and of any release. */
export function rawCollection(db: Connection, name: string): RawCollection {
  return db.getClient().db(db.name).collection<{ _id: RowId }>(name);
}

/** Names of all collections, without those of the server. */
export async function collectionNames(db: Connection): Promise<string[]> {
  const found = await db.getClient().db(db.name).listCollections({}, { nameOnly: true }).toArray();
  return found
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('system.'))
    .toSorted();
}

/**
 * The next rows in the order of their keys.
 * @param last the end of a page that was read before, to read the same stretch again
 */
export async function readPage(
  collection: RawCollection,
  position: Position,
  last?: RowKey,
  limits: { readonly rows: number; readonly bytes: number } = pageLimits,
): Promise<RawPage> {
  const rows: RawRow[] = [];
  let bytes = 0;
  for await (const row of rawRows(collection, position, last, limits.rows)) {
    rows.push(row);
    bytes += row.bytes.length;
    if (bytes >= limits.bytes) break;
  }
  const isFull = rows.length === limits.rows || bytes >= limits.bytes;
  return { rows, last: last ?? (isFull ? rows.at(-1)?.key : undefined) };
}

/**
 * Rows behind a position, up to and including `last`; to the end of their kind without it.
 * @param limit how many at most; 0: all
 */
export async function* rawRows(
  collection: RawCollection,
  { kind, after }: Position,
  last: RowKey | undefined,
  limit = 0,
): AsyncGenerator<RawRow> {
  const lower = after === undefined ? { $gte: lowestOf(kind) } : { $gt: keyValue({ kind, value: after }) };
  const upper = last === undefined ? {} : { $lte: keyValue(last) };
  const cursor = collection
    .find({ _id: { ...lower, ...upper } }, { raw: true, batchSize: pageLimits.rows, limit })
    .sort({ _id: 1 });
  try {
    for await (const bytes of cursor as unknown as AsyncIterable<Uint8Array>) yield toRawRow(bytes);
  } finally {
    await cursor.close();
  }
}

/** A key as filters have it. */
export function keyValue({ kind, value }: RowKey): RowId {
  return kind === 'objectId' ? new ObjectId(String(value)) : value;
}

/** The row with each value in the BSON type that it has: what is a double stays one. */
export function documentOf({ bytes }: RawRow): { _id: RowId } {
  return BSON.deserialize(bytes, exact) as { _id: RowId };
}

const exact = { promoteValues: false, promoteBuffers: false, bsonRegExp: true } as const;
const idName = Buffer.from('_id\0');

/** Throws `TypeError` on a key of a kind that is not copied. */
export function toRawRow(given: Uint8Array): RawRow {
  // The driver's bytes are a part of a whole answer, which would be kept with them.
  const bytes = Buffer.from(given);
  if (bytes.subarray(5, 9).equals(idName)) return { key: keyAt(bytes, bytes[4] ?? 0), bytes };
  const { _id, ...rest } = BSON.deserialize(bytes, exact) as { _id: unknown };
  return toRawRow(BSON.serialize({ _id, ...rest }));
}

/** Behind the length of the row, the type and the name of its first member. */
const valueAt = 9;

function keyAt(bytes: Buffer, type: number): RowKey {
  const view = new DataView(bytes.buffer, bytes.byteOffset + valueAt);
  switch (type) {
    case 0x01:
      return { kind: 'number', value: view.getFloat64(0, true) };
    case 0x02: {
      const start = valueAt + 4;
      return { kind: 'string', value: bytes.toString('utf8', start, start + view.getInt32(0, true) - 1) };
    }
    case 0x07:
      return { kind: 'objectId', value: bytes.toString('hex', valueAt, valueAt + 12) };
    case 0x10:
      return { kind: 'number', value: view.getInt32(0, true) };
    case 0x12:
      return { kind: 'number', value: Long.fromBigInt(view.getBigInt64(0, true)).toNumber() };
    default:
      throw new TypeError(`a key of the BSON type ${type}`);
  }
}

function lowestOf(kind: RowKey['kind']): RowId {
  switch (kind) {
    case 'number':
      return Number.NEGATIVE_INFINITY;
    case 'string':
      return '';
    case 'objectId':
      return new ObjectId('0'.repeat(24));
  }
}
