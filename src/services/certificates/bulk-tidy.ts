import type { BulkChangeStore } from '../../store/certificates/bulk-changes';
import type { BulkRowStore } from '../../store/certificates/bulk-rows';

/** How long a bulk change and its rows are kept after its end. */
const keptMs = 90 * 86_400_000;
/** An API that has not started a run after this long has died, and promised nothing. */
const deadAfterMs = 5 * 60_000;
/** Of one call: the rest has its turn a minute later. */
const most = { changes: 5, rows: 1_000 } as const;

export interface BulkTidyDeps {
  readonly changes: Pick<BulkChangeStore, 'removeUnstarted' | 'endedBefore' | 'remove'>;
  readonly rows: Pick<BulkRowStore, 'removeSome'>;
}

/** Removes what was never started, and what ended long ago: first the rows, then the change that leads to them. */
export async function tidyBulkChanges({ changes, rows }: BulkTidyDeps, now: Date): Promise<void> {
  await changes.removeUnstarted(new Date(now.getTime() - deadAfterMs));
  const gone: string[] = [];
  for (const bulkId of await changes.endedBefore(new Date(now.getTime() - keptMs), most.changes)) {
    if (!(await rows.removeSome(bulkId, most.rows))) gone.push(bulkId);
  }
  await changes.remove(gone);
}
