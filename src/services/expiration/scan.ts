import { noCounts } from '../../domain/expiration/scan-counts';
import { slotOf } from '../../domain/expiration/watch';
import type { CandidateCursor, ExpirationCandidates } from '../../store/expiration/candidates';
import type { ScanRequestStore } from '../../store/expiration/scan-requests';
import type { ExpirationScanStore } from '../../store/expiration/scans';
import { compactTime, type DigestRequest, type ScanState, type ScanStep } from '../../temporal/messages/expiration';
import type { FiringRules } from '../firings/rules';
import type { Work } from '../work/work';
import { createEnds, type EndDeps } from './ends';
import { batchesOf, startAll } from './scan-batches';
import { createScanPage, type ScanPageDeps } from './scan-page';
import type { WidestWindow } from './widest-window';

export interface ScanDeps extends ScanPageDeps {
  readonly candidates: Pick<ExpirationCandidates, 'page'>;
  readonly scans: Pick<ExpirationScanStore, 'begin' | 'find' | 'progress' | 'end'>;
  readonly requests: Pick<ScanRequestStore, 'takenBy'>;
  readonly ends: EndDeps['ends'];
  readonly rules: () => Promise<FiringRules>;
  readonly widestWindow: WidestWindow;
  /** Starts what follows the scan; doing it again changes nothing. */
  readonly startDigests: (request: DigestRequest) => Promise<void>;
  /** Starts what is to be renewed; doing it again changes nothing. */
  readonly startRenewals: (scanId: string) => Promise<void>;
  /** Counts a scan that ended; once more when its end is recorded again. */
  readonly countScan: (result: 'finished' | 'failed') => void;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
}

/** One stretch works as long as this, then the workflow notes how far the scan is. */
const stretchMs = 8_000;

/** The hourly scan: reads what nears its end, decides, folds what is uneventful, starts runs for the rest. */
export function createExpirationScan(deps: ScanDeps) {
  const scanPage = createScanPage(deps);

  /** What has ended, before what is about to. */
  async function settleEnds(rules: FiringRules, state: ScanState, heartbeat: () => void): Promise<ScanState> {
    const at = new Date(state.at);
    let started = 0;
    const { settleAll } = createEnds({
      ...deps,
      tell: async (certificates) => {
        const batches = batchesOf(state.scanId, at, certificates).map((batch) => ({ ...batch, isEnd: true }));
        started += batches.length;
        await startAll(batches, deps.startBatch);
      },
    });
    const ended = await settleAll(rules, at, heartbeat);
    const { counts } = state;
    const sum = { ...counts, ended, fired: counts.fired + ended, batches: counts.batches + started };
    return { ...state, areEndsSettled: true, counts: sum };
  }

  return {
    /**
     * Notes that a scan runs. A second attempt finds the row of the first, with its clock.
     * @param engineTime RFC 3339; the scan's id is made of it
     */
    async beginScan(
      engineTime: string,
      run: { readonly workflowId: string; readonly runId: string },
    ): Promise<ScanState> {
      const scanId = compactTime(new Date(engineTime));
      const startedAt = deps.now();
      const askedBy = await deps.requests.takenBy(run.workflowId, startedAt);
      await deps.scans.begin({ scanId, slot: slotOf(startedAt), startedAt, askedBy, ...run });
      const scan = await deps.scans.find(scanId);
      return { scanId, at: (scan?.startedAt ?? startedAt).toISOString(), cursor: null, counts: noCounts };
    },

    /** Some seconds of work. Heartbeats carry how far it is, so that a second attempt goes on there. */
    async scanStretch(from: ScanState, { signal, heartbeat }: Pick<Work, 'signal' | 'heartbeat'>): Promise<ScanStep> {
      let state = from;
      const { scanId } = from;
      const at = new Date(from.at);
      const rules = await deps.rules();
      if (state.areEndsSettled !== true) {
        state = await settleEnds(rules, from, () => heartbeat(from));
        heartbeat(state);
      }
      const until = new Date(at.getTime() + (await deps.widestWindow(rules, at)));
      const readBehind = (cursor: CandidateCursor | null) =>
        deps.candidates.page(at, until, cursor, rules.conditionPaths);
      const deadline = deps.steadyClock() + stretchMs;
      let reading = readBehind(state.cursor && { ...state.cursor, notAfter: new Date(state.cursor.notAfter) });
      // A page is folded while the next one is decided.
      let folding = Promise.resolve();
      for (;;) {
        signal.throwIfAborted();
        const { certificates, next } = await reading;
        // The next page is read while this one is dealt with.
        if (next !== null) {
          reading = readBehind(next);
          reading.catch(() => undefined);
        }
        const { counts, fold } = await scanPage(rules, certificates, { scanId, at, counts: state.counts });
        await folding;
        // Only what is folded counts as done: a second attempt goes on behind it.
        heartbeat(state);
        folding = fold();
        folding.catch(() => undefined);
        const cursor = next === null ? null : { notAfter: next.notAfter.toISOString(), uuid: next.uuid };
        state = { ...state, counts, cursor };
        const isOver = next === null || deps.steadyClock() >= deadline;
        if (isOver) await folding;
        if (next === null) return { state, isDone: true };
        if (isOver) {
          await reading.catch(() => undefined);
          await deps.scans.progress(scanId, counts);
          return { state, isDone: false };
        }
      }
    },

    async endScan({ scanId, counts }: ScanState): Promise<void> {
      await deps.scans.end(scanId, { status: 'finished', at: deps.now(), message: null }, counts);
      await deps.startDigests({ scanId, batches: counts.batches });
      await deps.startRenewals(scanId);
      deps.countScan('finished');
    },

    async failScan(scanId: string, message: string): Promise<void> {
      await deps.scans.end(scanId, { status: 'failed', at: deps.now(), message });
      deps.countScan('failed');
    },
  };
}

export type ExpirationScan = ReturnType<typeof createExpirationScan>;
