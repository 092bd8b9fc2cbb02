import type { BulkRun } from '../services/certificates/bulk-run';
import type { BulkEnd, BulkState, BulkStep, BulkSummary } from '../temporal/messages/bulk';
import { currentWork, lastProgress } from './current-work';
import { guardedBy } from './guarded';

/** A bulk change as activities; a second attempt goes on where the first was. Ids and numbers only. */
export function createBulkActivities(run: BulkRun) {
  const guarded = guardedBy('a bulk change met a fault');

  return {
    beginBulk: (bulkId: string): Promise<boolean> => guarded(() => run.begin(bulkId)),

    bulkStretch: (given: BulkState): Promise<BulkStep> =>
      guarded(() => run.stretch(lastProgress(given), currentWork())),

    endBulk: (bulkId: string, status: BulkEnd, message: string | null): Promise<BulkSummary> =>
      guarded(() => run.end(bulkId, status, message)),
  };
}

export type BulkActivities = ReturnType<typeof createBulkActivities>;
