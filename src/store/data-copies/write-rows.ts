import { mongo } from 'mongoose';
import type { RowKey } from '../../domain/data-copies/copy';
import { duplicateKey } from '../database/connection';
import { documentOf, keyValue, type RawCollection, type RawRow } from './raw-rows';

/** @returns how many were asked for */
export async function deleteRows(target: RawCollection, keys: readonly RowKey[]): Promise<number> {
  if (keys.length > 0) await target.deleteMany({ _id: { $in: keys.map(keyValue) } });
  return keys.length;
}

/**
 * Writes rows as they are. Where a unique key is taken by another row of the target, that row is out of date: the source
 * has given its key away. It is deleted; if the source still has it, it comes again with its own key.
 * @param changed rows that the target has, of another content
 * @param added rows that the target lacks
 */
export async function writeRows(
  target: RawCollection,
  changed: readonly RawRow[],
  added: readonly RawRow[],
): Promise<void> {
  const rows = [...changed.map((row) => ({ row, isNew: false })), ...added.map((row) => ({ row, isNew: true }))];
  if (rows.length === 0) return;
  const refused = await attempt(
    target,
    rows.map(({ row, isNew }) => (isNew ? insertOf(row) : replaceOf(row))),
  );
  if (refused.length === 0) return;
  const again = refused.map((index) => rows[index]!.row);
  await freeUniqueKeys(target, again);
  const stillRefused = await attempt(target, again.map(replaceOf));
  // SecantusDB keeps a unique key of a row after an update has removed it; a row that is inserted anew has its own only.
  for (const index of stillRefused) {
    const row = again[index]!;
    await target.deleteOne({ _id: keyValue(row.key) });
    await target.insertOne(documentOf(row));
  }
}

type Write = mongo.AnyBulkWriteOperation<ReturnType<typeof documentOf>>;

const insertOf = (row: RawRow): Write => ({ insertOne: { document: documentOf(row) } });
const replaceOf = (row: RawRow): Write => ({
  replaceOne: { filter: { _id: keyValue(row.key) }, replacement: documentOf(row), upsert: true },
});

/** @returns the places of those that met a unique key; other errors are thrown */
async function attempt(target: RawCollection, writes: readonly Write[]): Promise<number[]> {
  try {
    await target.bulkWrite([...writes], { ordered: false });
    return [];
  } catch (error) {
    const errors = writeErrorsOf(error);
    if (errors.length === 0 || errors.some(({ code }) => code !== duplicateKey)) throw error;
    return errors.map(({ index }) => index);
  }
}

function writeErrorsOf(error: unknown): readonly mongo.WriteError[] {
  if (!(error instanceof mongo.MongoBulkWriteError)) return [];
  return 'length' in error.writeErrors ? error.writeErrors : [error.writeErrors];
}

async function freeUniqueKeys(target: RawCollection, rows: readonly RawRow[]): Promise<void> {
  const unique = (await target.indexes()).filter((index) => index.unique === true);
  for (const row of rows) {
    const document = documentOf(row);
    for (const { key, partialFilterExpression = {} } of unique) {
      const holders = Object.keys(key).map((path) => ({ [path]: held(valueAt(document, path)) }));
      await target.deleteMany({
        $and: [...holders, partialFilterExpression, { _id: { $ne: keyValue(row.key) } }],
      });
    }
  }
}

/** Each member of a list is a key of its own. */
const held = (value: unknown): object => (isList(value) ? { $in: value } : { $eq: value ?? null });
const isList: (value: unknown) => value is readonly unknown[] = Array.isArray;

function valueAt(document: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined,
      document,
    );
}
