import type { DiscoveryRunState, DiscoveryStep } from '../../temporal/messages/discoveries';
import type { Discovery, DiscoveryRun } from '../../domain/discoveries/discovery';
import type { DiscoveryRunStore } from '../../store/discoveries/runs';
import type { DiscoveryRowStore } from '../../store/discoveries/rows';
import { withHeartbeats, type Work } from '../work/work';
import type { DiscoveryIntake } from './intake';
import type { SeenBefore } from './seen-before';
import { SourceUnreadable, type Sources } from './source';

export interface ReadingDeps {
  readonly runOf: (runId: string) => Promise<{ readonly run: DiscoveryRun; readonly discovery: Discovery } | null>;
  readonly runs: Pick<DiscoveryRunStore, 'progress' | 'fail' | 'find' | 'seen'>;
  readonly rows: Pick<DiscoveryRowStore, 'pending'>;
  readonly takeIn: DiscoveryIntake;
  readonly sources: Sources;
  readonly seenBefore: SeenBefore;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
}

/** One stretch reads for so long; then the workflow notes how far the run is. */
const stretchMs = 120_000;
const beatMs = 5_000;
/** More than these are not left undecided: reading waits for the firings. */
const mostPending = 2_000;

/** The reading of a source, stretch after stretch. */
export function createDiscoveryReading(deps: ReadingDeps) {
  async function isCancelled(runId: string): Promise<boolean> {
    const run = await deps.runs.find(runId);
    return run === null || run.endedAt !== null || run.cancelRequested;
  }

  /** Reading may be much faster than deciding. */
  async function awaitFirings(runId: string, signal: AbortSignal): Promise<void> {
    while ((await deps.rows.pending(runId)) > mostPending) await deps.wait(250, signal);
  }

  return {
    async stretch(
      from: DiscoveryRunState,
      { signal, heartbeat }: Pick<Work, 'signal' | 'heartbeat'>,
    ): Promise<DiscoveryStep> {
      const { runId } = from;
      const found = await deps.runOf(runId);
      if (found === null || (await isCancelled(runId))) return { state: from, isRead: true };
      const { run, discovery } = found;
      const source = deps.sources[discovery.kind];
      if (source === undefined) {
        await deps.runs.fail(runId, 'There is nothing that reads this kind of source.');
        return { state: from, isRead: true };
      }
      const deadline = deps.steadyClock() + stretchMs;
      let state = from;
      let silent = run.silent;
      let stopped = false;
      const stop = new AbortController();
      let before: ReturnType<SeenBefore> | undefined;
      const context = {
        signal: AbortSignal.any([signal, stop.signal]),
        mayGoOn: () => !stopped && deps.steadyClock() < deadline,
        now: deps.now,
        seenBefore: () => (before ??= deps.seenBefore(run)),
      };
      const beat = () => {
        heartbeat(state);
        void isCancelled(runId).then(
          (cancelled) => {
            if (!cancelled) return deps.runs.seen(runId, deps.now()).catch(() => undefined);
            stopped = true;
            return stop.abort();
          },
          () => undefined,
        );
      };
      return withHeartbeats(beat, beatMs, async () => {
        const pieces = source.read(discovery.attributes, from.position, context);
        try {
          for (;;) {
            const next = await pieces.next();
            if (next.done === true) return { state, isRead: next.value || stopped };
            const piece = next.value;
            await deps.takeIn(discovery, run, piece);
            // A piece that is taken in again after a fault may count its silent targets twice, and no more.
            silent += piece.silent ?? 0;
            state = { ...state, position: piece.position };
            await deps.runs.progress(runId, {
              ...{ done: piece.position, total: piece.total, silent, seenAt: deps.now() },
            });
            heartbeat(state);
            signal.throwIfAborted();
            await awaitFirings(runId, context.signal);
          }
        } catch (error) {
          signal.throwIfAborted();
          if (stopped) return { state, isRead: true };
          if (!(error instanceof SourceUnreadable)) throw error;
          await deps.runs.fail(runId, error.message);
          return { state, isRead: true };
        } finally {
          // What is still at work for it is to end, too.
          await pieces.return(false);
        }
      });
    },
  };
}

export type DiscoveryReading = ReturnType<typeof createDiscoveryReading>;
