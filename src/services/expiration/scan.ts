import { createHash } from 'node:crypto';
import { noCounts } from '../../domain/expiration/scan-counts';
import { slotOf } from '../../domain/expiration/watch';
import type { ExpirationEnds } from '../../store/expiration/ends';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { ScanRequestStore } from '../../store/expiration/scan-requests';
import type { ExpirationScanStore } from '../../store/expiration/scans';
import { compactTime, type DigestRequest, type ScanState, type ScanStep } from '../../temporal/messages/expiration';
import type { FiringRules } from '../firings/rules';
import type { Work } from '../work/work';
import { createQuietCheck, type QuietCheckDeps, type QuietDifference } from './quiet-check';
import { createEnds, type EndDeps } from './ends';
import { batchesOf, startAll } from './scan-batches';
import { createScanPage, type ScanPageDeps } from './scan-page';
import { dueLooks, everything, type SourceDeps } from './scan-sources';
import type { WidestWindow } from './widest-window';

export interface ScanDeps extends ScanPageDeps {
  readonly candidates: SourceDeps['candidates'];
  readonly watches: ScanPageDeps['watches'] &
    SourceDeps['watches'] &
    Pick<ExpirationWatchStore, 'touch' | 'countQuiet' | 'passedBy'>;
  readonly scans: Pick<ExpirationScanStore, 'begin' | 'find' | 'progress' | 'end' | 'latestGood'>;
  readonly requests: Pick<ScanRequestStore, 'takenBy'>;
  readonly ends: EndDeps['ends'] &
    SourceDeps['ends'] &
    QuietCheckDeps['ends'] &
    Pick<ExpirationEnds, 'arriving' | 'sleep'>;
  readonly replacedAmong: EndDeps['replacedAmong'];
  /** Whether each scan looks once more at what it did not look at, for `onDifference` to hear of. */
  readonly checksItself: boolean;
  readonly onDifference: (difference: QuietDifference) => void;
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

type Slice = Pick<Work, 'signal' | 'heartbeat'> & { readonly deadline: number };

/** One stretch works as long as this, then the workflow notes how far the scan is. */
const stretchMs = 8_000;

/**
 * The hourly scan: looks at what is new, has changed, or may come to something else by now, decides, and starts runs for what
 * is eventful. What it knows it will find again it does not look at. After a change of the rules it looks at everything.
 */
export function createExpirationScan(deps: ScanDeps) {
  const scanPage = createScanPage(deps);
  const checkQuiet = createQuietCheck(deps);

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

  /** Of the rules and of when their profiles tell people. */
  async function fingerprintOf(rules: FiringRules): Promise<string> {
    const profiles = await deps.profiles(rules.profiles);
    const streams = profiles.map(({ uuid, frequency, repetitions, escalationSteps }) => [
      ...[uuid, frequency, repetitions],
      escalationSteps.map(({ before }) => before),
    ]);
    return `${rules.fingerprint()}.${digestOf(JSON.stringify(streams.sort()))}`;
  }

  /** By which rules it decides, and so whether what was found before still holds. */
  async function withRules(state: ScanState, rules: FiringRules): Promise<ScanState> {
    const present = await fingerprintOf(rules);
    if (state.rules !== undefined) return state.rules === present ? state : { ...state, rules: null };
    // A run of an earlier release has begun to look at everything.
    if (state.cursor !== null) return { ...state, looksAt: 'everything', rules: null, isTakenUp: true };
    const before = await deps.scans.latestGood();
    return { ...state, rules: present, looksAt: before?.rules === present ? 'due' : 'everything' };
  }

  /** Sees to it that what is new, or has changed, is looked at. False: time is up, and some is left. */
  async function takeUp(
    at: Date,
    until: Date,
    { deadline, signal, heartbeat }: { deadline: number; signal: AbortSignal; heartbeat: () => void },
  ): Promise<boolean> {
    for await (const arrived of deps.ends.arriving(at, until)) {
      signal.throwIfAborted();
      // First, so that they are looked at although this process may die in between.
      await deps.watches.touch(arrived);
      await deps.ends.sleep(arrived);
      heartbeat();
      if (deps.steadyClock() >= deadline) return false;
    }
    return true;
  }

  /** What nobody needs to look at counts as it did before. */
  async function takenUp(state: ScanState, at: Date): Promise<ScanState> {
    if (state.looksAt !== 'due') return { ...state, isTakenUp: true };
    const { fold, nothing, replaced, ahead } = await deps.watches.countQuiet(at);
    const { counts } = state;
    return {
      ...state,
      isTakenUp: true,
      counts: {
        ...counts,
        examined: counts.examined + fold + nothing + replaced + ahead,
        due: counts.due + fold + nothing,
        replaced: counts.replaced + replaced,
        folded: counts.folded + fold,
      },
    };
  }

  async function walk(
    rules: FiringRules,
    from: ScanState,
    until: Date,
    { deadline, signal, heartbeat }: Slice,
  ): Promise<ScanStep> {
    let state = from;
    const { scanId } = from;
    const at = new Date(from.at);
    const range = { rules, at, until };
    const read = state.looksAt === 'due' ? dueLooks(deps, range) : everything(deps, range);
    let reading = read(state);
    // What was found in a page is noted while the next one is decided.
    let noting = Promise.resolve();
    for (;;) {
      signal.throwIfAborted();
      const { certificates, next } = await reading;
      // The next page is read while this one is dealt with.
      if (next !== null) {
        reading = read(next);
        reading.catch(() => undefined);
      }
      const { counts, note } = await scanPage(rules, certificates, { scanId, at, counts: state.counts });
      await noting;
      // Only what is noted counts as done: a second attempt goes on behind it.
      heartbeat(state);
      noting = note();
      noting.catch(() => undefined);
      state = { ...state, counts, ...(next ?? { cursor: null }) };
      const isOver = next === null || deps.steadyClock() >= deadline;
      if (isOver) await noting;
      if (next === null) {
        if (state.looksAt !== 'due') await deps.watches.passedBy(at);
        if (state.looksAt !== 'due' || !deps.checksItself) return { state, isDone: true };
        return { state: { ...state, differences: 0 }, isDone: false };
      }
      if (isOver) {
        await reading.catch(() => undefined);
        await deps.scans.progress(scanId, counts);
        return { state, isDone: false };
      }
    }
  }

  /** Looks at what it did not look at. A difference is a fault of ours. */
  async function check(
    rules: FiringRules,
    from: ScanState,
    until: Date,
    { deadline, signal, heartbeat }: Slice,
  ): Promise<ScanStep> {
    let state = from;
    const at = new Date(from.at);
    const read = everything(deps, { rules, at, until });
    for (;;) {
      signal.throwIfAborted();
      const { certificates, next } = await read(state);
      const found = await checkQuiet(rules, certificates, at);
      for (const difference of found) deps.onDifference(difference);
      state = { ...state, ...(next ?? { cursor: null }), differences: (state.differences ?? 0) + found.length };
      heartbeat(state);
      if (next === null) return { state, isDone: true };
      if (deps.steadyClock() >= deadline) return { state, isDone: false };
    }
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
      const at = new Date(from.at);
      const rules = await deps.rules();
      const deadline = deps.steadyClock() + stretchMs;
      let state = await withRules(from, rules);
      if (state.areEndsSettled !== true) {
        const settled = state;
        state = await settleEnds(rules, settled, () => heartbeat(settled));
        heartbeat(state);
      }
      const until = new Date(at.getTime() + (await deps.widestWindow(rules, at)));
      if (state.isTakenUp !== true) {
        if (!(await takeUp(at, until, { deadline, signal, heartbeat: () => heartbeat(state) }))) {
          return { state, isDone: false };
        }
        state = await takenUp(state, at);
        heartbeat(state);
      }
      if (state.differences !== undefined) return check(rules, state, until, { deadline, signal, heartbeat });
      return walk(rules, state, until, { deadline, signal, heartbeat });
    },

    async endScan({ scanId, counts, rules = null, differences = 0 }: ScanState): Promise<void> {
      const message =
        differences === 0
          ? null
          : `${differences} certificates that it did not look at would have come to something else`;
      await deps.scans.end(scanId, { status: 'finished', at: deps.now(), message }, { counts, rules });
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

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
