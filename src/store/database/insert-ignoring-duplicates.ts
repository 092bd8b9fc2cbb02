import type { mongo } from 'mongoose';
import { filterOf, newRows, updateOf, type Row } from './collection';
import { isDuplicateKey } from './connection';

/**
 * Inserts what is not there yet and returns the indexes of what was. One round trip, unordered, so that one clash
 * does not hold up the rest; any other write error is thrown.
 */
export async function insertIgnoringDuplicates<T extends Row>(
  collection: mongo.Collection<T>,
  documents: readonly T[],
): Promise<Set<number>> {
  try {
    await collection.insertMany(newRows(documents), { ordered: false });
    return new Set();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const writeErrors = (error as { writeErrors?: { code: number; index: number } | { code: number; index: number }[] })
      .writeErrors;
    const faults = writeErrors === undefined ? [] : [writeErrors].flat();
    if (faults.length === 0) return insertOneByOne(collection, documents);
    if (faults.some((fault) => fault.code !== 11000)) throw error;
    return new Set(faults.map((fault) => fault.index));
  }
}

/**
 * For a server that fails the whole statement when a clash comes up only at its end (SecantusDB does, when two
 * statements meet). What the statement wrote before has our key and counts as inserted.
 */
async function insertOneByOne<T extends Row>(
  collection: mongo.Collection<T>,
  documents: readonly T[],
): Promise<Set<number>> {
  const clashing = new Set<number>();
  for (const [index, { _id, ...fields }] of documents.entries()) {
    try {
      await collection.updateOne(filterOf({ _id }), updateOf({ $setOnInsert: fields }), { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      clashing.add(index);
    }
  }
  return clashing;
}
