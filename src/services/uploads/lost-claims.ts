import { uploadFiringId } from '../../store/database/derived-ids';
import type { FiringStore } from '../../store/firings/firings';
import type { UploadOwnership } from '../../store/uploads/ownership';
import { interrupted, type UploadDocument } from '../../store/uploads/upload-rows';
import type { UploadStore } from '../../store/uploads/uploads';
import type { ServiceLogger } from '../logger';
import type { UploadOutcome } from './records';

export interface LostClaimsDeps {
  readonly ownership: Pick<UploadOwnership, 'ownedBy' | 'stale' | 'takeOver' | 'interrupt'>;
  readonly uploads: Pick<UploadStore, 'finishBundles'>;
  readonly firings: Pick<FiringStore, 'decided'>;
  /** Starts a run for 1..100 uploads; the same id twice is one run. */
  readonly startBatch: (batchId: string, uploadIds: readonly string[]) => Promise<void>;
  readonly auditOutcomes: (outcomes: readonly UploadOutcome[]) => Promise<void>;
  /** This process. */
  readonly owner: string;
  readonly isAlive: (owner: string) => boolean;
  readonly newId: () => string;
  readonly now: () => Date;
  /** How long an upload may be at work in a process that lives before that process looks at it. */
  readonly staleAfterMs: number;
  readonly logger: ServiceLogger;
}

const pageSize = 500;
const batchSize = 100;
/** A run that was started again and does not get on, because no worker is there, is not started every minute. */
const againAfterMs = 3_600_000;

/**
 * Looks after uploads whose run was lost, because the process that had them ended between its write and the start.
 * Those that were promised an outcome, and those that were decided, are started again from their rows; others end as
 * `upload_interrupted`. What a live process has is not touched. A run that went on by itself is no harm: of two runs of
 * one upload one decides it, and the other waits for what comes of that.
 */
export function createLostClaims(deps: LostClaimsDeps) {
  const { ownership, owner } = deps;
  /** Ours, owed, and not in a run yet. */
  const owed = new Set<string>();
  /** When those were started again that may still be at work. */
  const resumedAt = new Map<string, number>();

  async function startOwed(): Promise<void> {
    while (owed.size > 0) {
      const ids = [...owed].slice(0, batchSize);
      await deps.startBatch(`resumed-${deps.newId()}`, ids);
      for (const id of ids) {
        owed.delete(id);
        resumedAt.set(id, deps.now().getTime());
      }
    }
  }

  /** Returns the ids of those that somebody was promised meanwhile. */
  async function interrupt(rows: readonly UploadDocument[]): Promise<string[]> {
    if (rows.length === 0) return [];
    const outcomes = rows.map((row) => ({ admission: lostAdmission(row), code: interrupted }));
    // Before the rows are closed, so that it is repeated when this process ends in between.
    await deps.auditOutcomes(outcomes);
    const promised = await ownership.interrupt(
      rows.map(({ _id }) => _id),
      deps.now(),
    );
    const bundles = new Set(rows.flatMap((row) => row.bundle ?? []));
    await deps.uploads.finishBundles([...bundles], deps.now());
    return promised;
  }

  async function resume(found: readonly UploadDocument[]): Promise<void> {
    const rows = await ownership.takeOver(found, owner);
    if (rows.length === 0) return;
    // One that was decided needs only to be closed: its run comes to the same end again.
    const decided = await deps.firings.decided(rows.map(({ _id }) => uploadFiringId(_id)));
    const isOwed = (row: UploadDocument) => row.accepted || decided.has(uploadFiringId(row._id));
    for (const row of rows.filter(isOwed)) owed.add(row._id);
    const promised = await interrupt(rows.filter((row) => !isOwed(row)));
    for (const id of promised) owed.add(id);
    const resumed = rows.filter(({ _id }) => owed.has(_id)).length;
    deps.logger.warn({ resumed, interrupted: rows.length - resumed }, 'uploads without a run were taken over');
    await startOwed();
  }

  return {
    /**
     * Takes over what these processes have left behind. Resolves true once nothing of theirs is left; otherwise, and
     * after an error, it is to be called again.
     */
    async inherit(dead: readonly string[]): Promise<boolean> {
      await startOwed();
      const rows = await ownership.ownedBy(dead, pageSize);
      await resume(rows);
      return rows.length === 0;
    },

    /**
     * Looks for uploads that take too long although their process lives, for example because the engine has lost their
     * run, and for those whose owner nobody knows.
     */
    async lookAround(): Promise<void> {
      await startOwed();
      const now = deps.now().getTime();
      for (const [id, at] of resumedAt) if (at < now - againAfterMs) resumedAt.delete(id);
      const rows = await ownership.stale(new Date(now - deps.staleAfterMs), pageSize);
      const isOurs = ({ owner: of }: UploadDocument) => of === owner || of === undefined || !deps.isAlive(of);
      await resume(rows.filter((row) => isOurs(row) && !resumedAt.has(row._id)));
    },
  };
}

export type LostClaims = ReturnType<typeof createLostClaims>;

function lostAdmission(row: UploadDocument): UploadOutcome['admission'] {
  return {
    ...{ uploadId: row._id, firingId: uploadFiringId(row._id), row },
    ...{ verdict: 'failed', warnings: [], hasEffects: false, isNew: true },
  };
}
