import type { Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { scanPage, type Position } from '../database/keyset-scan';
import { createSplitPoints } from '../database/split-points';
import { firingModel, type FiringRowDocument } from './firings';

/** What decides whether an old firing may go. */
export type OldFiring = Pick<FiringRowDocument, '_id' | 'event' | 'status' | 'objectUuid' | 'lastFiredAt'>;

const projection = { event: 1, status: 1, objectUuid: 1, lastFiredAt: 1, occurredAt: 1 } as const;
const oldestFirst = { name: 'occurredAt', type: 'date', growing: true, nullable: false, direction: 1 } as const;

/** Finding and deleting firings that are too old. */
export function createFiringRetention(db: Connection) {
  const collection = collectionOf(firingModel(db));
  const splitPoints = createSplitPoints(collection);
  return {
    /**
     * A page of firings before a moment, oldest first. It may be short and still have a next one.
     * @param event of any event when undefined
     */
    older(event: string | undefined, before: Date, after: Position | undefined, limit: number) {
      return scanPage<OldFiring>(collection, splitPoints, {
        filter: {},
        ...(event === undefined ? {} : { lead: { event } }),
        sort: { ...oldestFirst, to: before },
        projection,
        after,
        limit,
      });
    },

    /** One that has begun to run again meanwhile stays. Returns how many have gone. */
    async remove(firingIds: readonly string[]): Promise<number> {
      if (firingIds.length === 0) return 0;
      const ended = { _id: { $in: [...firingIds] }, status: { $ne: 'running' as const } };
      return (await collection.deleteMany(ended)).deletedCount;
    },
  };
}

export type FiringRetention = ReturnType<typeof createFiringRetention>;
