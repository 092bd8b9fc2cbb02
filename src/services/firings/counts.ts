import type { FiringStatus } from '../../domain/firings/firing';
import type { FiringDocument } from '../../store/firings/firings';
import type { FiringStores } from './occurrence';

export type CountedFiring = Pick<FiringDocument, '_id' | 'event' | 'status' | 'outcome'>;

/** Where firings are counted: each one once, when it closes, by its status then; and what becomes of that status later. */
export interface FiringCounts {
  closed(firing: CountedFiring): void;
  changed(firing: CountedFiring, to: FiringStatus): void;
}

/** Firings that were written and not counted yet; more than this are of batches that nobody takes up again here. */
const mostKept = 10_000;

/**
 * Counts firings that end where they are written: those without effects, and those that failed. The database says who
 * wrote a firing, so that the repeat of a batch counts it only if an attempt of this process wrote it and broke off
 * before it was counted.
 */
export function createClosedCount(stores: FiringStores, counts: Pick<FiringCounts, 'closed'>) {
  const written = new Set<string>();
  const firings: FiringStores['firings'] = {
    ...stores.firings,
    async insert(documents) {
      const there = await stores.firings.insert(documents);
      if (written.size > mostKept) written.clear();
      documents.forEach(({ _id, status }, index) => {
        if (status !== 'running' && !there.has(index)) written.add(_id);
      });
      return there;
    },
    async remove(firingIds) {
      for (const id of firingIds) written.delete(id);
      await stores.firings.remove(firingIds);
    },
  };
  return {
    stores: { ...stores, firings } satisfies FiringStores,

    /** Those of a batch that hold. */
    count(fired: readonly FiringDocument[]): void {
      for (const firing of fired) if (written.delete(firing._id)) counts.closed(firing);
    },
  };
}
