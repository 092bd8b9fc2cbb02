import { endingOf } from '../../domain/discoveries/ending';
import type { Discovery, DiscoveryRun } from '../../domain/discoveries/discovery';
import { kindsOfDiscovery } from '../../domain/discoveries/kinds';
import type { DiscoveryGapStore } from '../../store/discoveries/gaps';
import type { DiscoveryRowStore } from '../../store/discoveries/rows';
import type { DiscoveryRunStore } from '../../store/discoveries/runs';
import type { DiscoveryStore } from '../../store/discoveries/discoveries';
import type {
  BreakingOff,
  DiscoveredBatch,
  DiscoveryBeginning,
  DiscoveryRemainder,
  DiscoverySummary,
  FinishedDiscovery,
} from '../../temporal/messages/discoveries';
import type { Sightings } from './sightings';

export interface RunStepsDeps {
  readonly runOf: (runId: string) => Promise<{ readonly run: DiscoveryRun; readonly discovery: Discovery } | null>;
  readonly discoveries: Pick<DiscoveryStore, 'noteRun' | 'closeRun'>;
  readonly runs: Pick<DiscoveryRunStore, 'process' | 'end' | 'find' | 'seen' | 'fail' | 'requestCancel'>;
  readonly rows: Pick<DiscoveryRowStore, 'pending' | 'openBatches' | 'counts'>;
  readonly gaps: Pick<DiscoveryGapStore, 'counts'>;
  readonly sightings: Pick<Sightings, 'sweep'>;
  /** @param again tells the run of a batch whose first one was lost */
  readonly startBatch: (batch: DiscoveredBatch, size: number, again?: number) => Promise<void>;
  readonly startFinished: (finished: FinishedDiscovery) => Promise<void>;
  readonly now: () => Date;
}

const batchesAtOnce = 50;
const reasons = {
  fault: 'A step failed for good; see the run.',
  lost: 'The run was ended from outside before its source was read.',
} as const;

/** The steps of a run, each made again without harm. */
export function createDiscoveryRunSteps(deps: RunStepsDeps) {
  return {
    /** Null: it has ended, or is gone. */
    async begin(runId: string): Promise<DiscoveryBeginning | null> {
      const found = await deps.runOf(runId);
      if (found === null || found.run.endedAt !== null) return null;
      await deps.runs.seen(runId, deps.now());
      return { isPushed: kindsOfDiscovery[found.discovery.kind].isPushed };
    },

    /** Whether all content is there, and for how long nothing has come. */
    async content(runId: string): Promise<{ isComplete: boolean; quietMs: number }> {
      const run = await deps.runs.find(runId);
      if (run === null || run.endedAt !== null || run.isComplete || run.cancelRequested)
        return { isComplete: true, quietMs: 0 };
      return { isComplete: false, quietMs: Math.max(0, deps.now().getTime() - run.seenAt.getTime()) };
    },

    /**
     * The source is read: how much is still to be decided.
     * @param again above 0 starts runs of batches that do not move once more
     * @param findsLost starts batches again whose start may have been lost with a process
     */
    async settle(runId: string, again: number, findsLost = true): Promise<DiscoveryRemainder> {
      const found = await deps.runOf(runId);
      if (found === null) return { open: 0 };
      const { run, discovery } = found;
      if (run.status === 'inProgress') {
        await deps.runs.process(runId, deps.now());
        await deps.discoveries.noteRun(discovery.uuid, run.number, { status: 'processing' });
      }
      const open = await deps.rows.pending(runId);
      if (open === 0) return { open };
      await deps.runs.seen(runId, deps.now());
      if (!findsLost && again === 0) return { open };
      const batches = await deps.rows.openBatches(runId, batchesAtOnce);
      for (const batchId of batches) await deps.startBatch({ batchId, runId }, 1, again > 0 ? again : undefined);
      return { open };
    },

    /** The run was cancelled in the engine, met a fault that no repeat mends, or was ended from outside. */
    async breakOff(runId: string, why: BreakingOff): Promise<void> {
      if (why === 'cancelled') await deps.runs.requestCancel(runId);
      else await deps.runs.fail(runId, reasons[why]);
    },

    /** Final, whatever the run came to; the first end counts. The event fires in any case. */
    async end(runId: string): Promise<DiscoverySummary | null> {
      const found = await deps.runOf(runId);
      if (found === null) return null;
      const { run, discovery } = found;
      await deps.sightings.sweep(discovery.name, runId);
      const [rows, gaps] = await Promise.all([deps.rows.counts(runId), deps.gaps.counts(runId)]);
      const ending = endingOf({
        ...{ rows, gaps, silent: run.silent, failure: run.failure, isCancelled: run.cancelRequested },
      });
      const endedAt = deps.now();
      await deps.runs.end(runId, { status: ending.status, message: ending.message, endedAt, rows, gaps });
      const ended = (await deps.runs.find(runId)) ?? run;
      const { status, message, startedAt: startTime, endedAt: endTime } = ended;
      const total = Object.values(ended.rows ?? rows).reduce((sum, count) => sum + count, 0);
      await deps.discoveries.noteRun(discovery.uuid, run.number, {
        ...{ status, message, startTime, endTime, totalCertificateDiscovered: total },
      });
      await deps.startFinished({ batchId: runId, runId });
      await deps.discoveries.closeRun(discovery.uuid, run.number);
      return {
        status,
        rows: ended.rows ?? rows,
        gaps: Object.values(ended.gaps ?? gaps).reduce((sum, n) => sum + n, 0),
      };
    },
  };
}

export type DiscoveryRunSteps = ReturnType<typeof createDiscoveryRunSteps>;
