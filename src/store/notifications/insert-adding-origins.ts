import type { mongo } from 'mongoose';
import type { DeliveryOrigin } from '../../domain/notifications/delivery';
import { filterOf, updateOf } from '../database/collection';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';

interface WithOrigins {
  readonly _id: string;
  readonly origins: readonly DeliveryOrigin[];
}

/** Inserts rows that are new; on those that exist only the origins are added. Doing it again changes nothing. */
export async function insertAddingOrigins<T extends WithOrigins>(
  rows: mongo.Collection<T>,
  documents: readonly T[],
): Promise<void> {
  if (documents.length === 0) return;
  const present = await insertIgnoringDuplicates(rows, documents);
  if (present.size === 0) return;
  await rows.bulkWrite(
    [...present].map((index) => {
      const { _id, origins } = documents[index]!;
      const update = { $addToSet: { origins: { $each: [...origins] } } };
      return { updateOne: { filter: filterOf<T>({ _id }), update: updateOf<T>(update) } };
    }),
    { ordered: false },
  );
}
