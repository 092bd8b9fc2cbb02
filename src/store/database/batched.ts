import DataLoader from 'dataloader';
import type { mongo } from 'mongoose';
import { groupBy } from '../../domain/values/group-by';
import { isDatabaseAway } from './database-away';

/** Statements are no larger than this: a few hundred keys cost little more than one, thousands hold others up. */
const largest = 200;

/**
 * Calls that are made in one turn of the event loop share one statement. A batch of firings that is worked on side by
 * side so costs a few round trips and not some for each firing; a caller who is alone waits for nothing. Nothing is
 * kept: two calls that follow each other ask twice.
 * @param run answers in the order of its keys, and may be asked again: one call that the database refuses must not fail
 * the others, so they are then made one by one. When the database is away, that is every caller's answer at once.
 */
export function batched<K, V>(run: (keys: readonly K[]) => Promise<readonly V[]>): (key: K) => Promise<V> {
  async function answer(keys: readonly K[]): Promise<readonly Answer<V>[]> {
    try {
      return (await run(keys)).map((value) => ({ value }));
    } catch (error) {
      if (keys.length > 1 && !isDatabaseAway(error))
        return (await Promise.all(keys.map((key) => answer([key])))).flat();
      return keys.map(() => ({ error: error as Error }));
    }
  }
  const loader = new DataLoader<K, Answer<V>>(answer, { cache: false, maxBatchSize: largest });
  return async (key) => {
    const answered = await loader.load(key);
    if ('error' in answered) throw answered.error;
    return answered.value;
  };
}

type Answer<V> = { readonly value: V } | { readonly error: Error };

/** The same for look-ups by id; each id is asked for once. */
export function batchedById<V>(
  find: (ids: readonly string[]) => Promise<ReadonlyMap<string, V>>,
): (id: string) => Promise<V | undefined> {
  return batched(async (ids: readonly string[]) => {
    const found = await find([...new Set(ids)]);
    return ids.map((id) => found.get(id));
  });
}

/** A change of one row, if it is still as `where` says. */
export interface RowChange<T> {
  readonly id: string;
  readonly where?: mongo.Filter<T>;
  readonly update: mongo.UpdateFilter<T>;
}

/**
 * Changes of rows by their key, those of one turn in one statement. What is the same for several rows is said once:
 * some databases pay for each statement and hardly for the row.
 */
export function batchedUpdates<T extends { readonly _id: string }>(
  rows: mongo.Collection<T>,
): (change: RowChange<T>) => Promise<void> {
  return batched(async (changes: readonly RowChange<T>[]) => {
    const same = groupBy(changes, ({ where, update }) => JSON.stringify([where, update]));
    await rows.bulkWrite(
      [...same.values()].map((group) => {
        const { where, update } = group[0]!;
        const filter = { ...where, _id: { $in: group.map(({ id }) => id) } } as mongo.Filter<T>;
        return { updateMany: { filter, update } };
      }),
      { ordered: false },
    );
    return changes.map(() => undefined);
  });
}
