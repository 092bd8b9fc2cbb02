import type { Readable } from './collection';

/** So far a list is counted exactly. */
export const mostCounted = 10_000;

/**
 * How many rows a list has: `exact`; `moreThan` where it has more than are counted; `atLeast` where so many were found
 * in the time that one request may take, and there may be more.
 */
export interface Count {
  readonly value: number;
  readonly relation: 'exact' | 'moreThan' | 'atLeast';
}

/** For one request; what takes longer is told as far as it got. */
const budgetMs = 2_000;
const pageSize = 500;

/** MongoDB's code for an operation that ran out of its time. */
const timeIsUp = 50;

/** Counts rows that the filter names by itself. Nothing is read beyond the first that is too many. */
export async function countRows(collection: Pick<Readable, 'countDocuments'>, filter: object): Promise<Count> {
  const found = await countWithin(collection, filter, budgetMs);
  return found === undefined ? { value: 0, relation: 'atLeast' } : countOf(found);
}

/**
 * How many rows the filter names, up to one more than lists count. Undefined: few among very many that no index tells apart
 * took more than `maxTimeMS`, and the database does not say how far it got.
 */
export async function countWithin(
  collection: Pick<Readable, 'countDocuments'>,
  filter: object,
  maxTimeMS: number,
): Promise<number | undefined> {
  try {
    return await collection.countDocuments(filter, { limit: mostCounted + 1, maxTimeMS });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === timeIsUp) return undefined;
    throw error;
  }
}

/**
 * Counts what no filter of the database names, by reading the list page by page.
 * @param read a page of at most `limit` behind `after`; it may be short and still have a next one
 */
export async function countPages<P>(
  read: (
    after: P | undefined,
    limit: number,
  ) => Promise<{ readonly items: readonly unknown[]; readonly next?: P | undefined }>,
  clock: () => number = Date.now,
): Promise<Count> {
  const deadline = clock() + budgetMs;
  let found = 0;
  let after: P | undefined;
  do {
    const page = await read(after, pageSize);
    found += page.items.length;
    after = page.next;
    if (found > mostCounted) break;
    if (after !== undefined && clock() >= deadline) return { value: found, relation: 'atLeast' };
  } while (after !== undefined);
  return countOf(found);
}

/** What was counted one too far, or to its end. */
export function countOf(found: number): Count {
  return found > mostCounted ? { value: mostCounted, relation: 'moreThan' } : { value: found, relation: 'exact' };
}
