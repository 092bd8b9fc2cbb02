import { uploadFiringId } from '../../store/database/derived-ids';
import type { FiringStore } from '../../store/firings/firings';
import type { UploadDocument, UploadStore } from '../../store/uploads/uploads';

export interface SweptUploads {
  readonly restarted: number;
  readonly released: number;
}

export interface SweepDeps {
  readonly uploads: Pick<UploadStore, 'stale' | 'remove' | 'finishBundles'>;
  readonly firings: Pick<FiringStore, 'decided'>;
  /** Starts a run for a batch; starting the same id twice is one run. */
  readonly startBatch: (batchId: string, uploadIds: readonly string[]) => Promise<void>;
  /** Erases and deletes what its time limit says must be gone. */
  readonly tidy: () => Promise<void>;
  readonly now: () => Date;
  /** How long an upload may be at work before somebody looks. */
  readonly sweepAfterMs: number;
}

const pageSize = 500;
const batchSize = 100;

/**
 * Looks after claims whose run was lost, for example because the API died between its write and the start. Two runs
 * of one upload come to the same end, so a run that is only slow is no harm.
 */
export function createSweep(deps: SweepDeps) {
  return async function sweep(): Promise<SweptUploads> {
    const before = new Date(deps.now().getTime() - deps.sweepAfterMs);
    const rows = await deps.uploads.stale(before, pageSize);
    // One that was decided needs only to be closed: its run comes to the same end again.
    const decided = await deps.firings.decided(rows.map((row) => uploadFiringId(row._id)));
    const isOwed = (row: UploadDocument) => row.accepted || decided.has(uploadFiringId(row._id));
    const owed = rows.filter(isOwed);
    const abandoned = rows.filter((row) => !isOwed(row));
    for (let at = 0; at < owed.length; at += batchSize) {
      const ids = owed.slice(at, at + batchSize).map((row) => row._id);
      await deps.startBatch(sweepBatchId(owed[at]!, deps.now()), ids);
    }
    await deps.uploads.remove(abandoned.map((row) => row._id));
    const bundles = new Set(abandoned.flatMap((row) => row.bundle ?? []));
    await deps.uploads.finishBundles([...bundles], deps.now());
    await deps.tidy();
    return { restarted: owed.length, released: abandoned.length };
  };
}

/** Names the first upload and the minute, so that a repeat of this sweep joins its run and the next one starts anew. */
function sweepBatchId(first: UploadDocument, now: Date): string {
  return `${first._id}-${now.toISOString().slice(0, 16).replace(/[^\d]/g, '')}`;
}
