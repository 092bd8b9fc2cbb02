import { isCaughtUp, restAfter, type FinishedCopy, type PassResult } from '../../domain/data-copies/copy';
import type { Progress } from '../../domain/data-copies/progress';
import { isDatabaseAway } from '../../store/database/database-away';
import type { CopyEnd } from '../../store/data-copies/end';
import type { TargetState } from '../../store/data-copies/states';
import { claimTarget } from './claim-target';
import { createQuietWatch } from './quiet';
import { runPass, type PassDeps } from './run-pass';
import { verify } from './verify';

export interface OpenSource {
  readonly end: CopyEnd;
  /** Nobody else can write: the database was started by this process, for itself. */
  readonly isHeld: boolean;
  close(): Promise<void>;
}

export interface CopyDeps {
  /** Opens the source; again when it has gone away. */
  readonly openSource: () => Promise<OpenSource>;
  readonly target: CopyEnd;
  /** The product's own, on the target. */
  readonly makeIndexes: () => Promise<void>;
  /** Ends once the target holds what the product has written so far, and leaves the last pass to a later call. */
  readonly preparesOnly: boolean;
  readonly newId: () => string;
  readonly now: () => Date;
  /** Milliseconds of a steady clock. */
  readonly clock: () => number;
  readonly rest: (ms: number) => Promise<void>;
  readonly say: (line: string) => void;
  readonly tell: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

const lookMs = 1_000;
/** Of databases that are away for longer we despair; the copy can be gone on with at any time. */
const mostAwayMs = 600_000;

/**
 * Copies an installation while it runs: passes over all rows until the target is as near as it gets, then one more while
 * the product is stopped. The source is closed for that one, and stays so when it has ended well. Whatever breaks it off,
 * calling it again goes on. Throws `CopyFault`.
 * @returns undefined when it was to prepare only and the product is to be stopped next
 */
export async function copyData(deps: CopyDeps): Promise<FinishedCopy | undefined> {
  const { say, clock, rest, signal } = deps;
  const holder = deps.newId();
  let source = await deps.openSource();
  let awaySince: number | undefined;
  try {
    const state = await claimTarget({ ...deps, source: source.end, holder });
    if (state.finishedAt) return finished(state);
    if (state.isResumed) say('The target holds a part of this copy already; it is gone on with.');
    const work = createWork(deps, holder, state);
    for (;;) {
      try {
        const done = await work(source);
        if (done !== 'again') return done;
        awaySince = undefined;
      } catch (error) {
        signal.throwIfAborted();
        if (!isDatabaseAway(error)) throw error;
        awaySince ??= clock();
        if (clock() - awaySince > mostAwayMs) throw error;
        say('A database has gone away; waiting for it.');
        await source.close().catch(() => undefined);
        await rest(lookMs);
        source = await deps.openSource();
      }
    }
  } finally {
    await source.close().catch(() => undefined);
  }
}

/** One step of the work after the other, each of which may be done again. */
function createWork(deps: CopyDeps, holder: string, state: TargetState) {
  const { target, say, clock, rest, now, signal } = deps;
  const passes: PassResult[] = [];
  let { pass, hasIndexes = false } = state;
  let wasAsked = false;
  const passDeps = ({ end }: OpenSource): PassDeps & { source: CopyEnd } => ({ ...deps, source: end, holder, pass });

  async function nextPass(source: OpenSource): Promise<PassResult> {
    const result = await runPass(passDeps(source));
    passes.push(result);
    say(`Pass ${pass}: ${result.changed} rows written or deleted in ${(result.ms / 1_000).toFixed(1)} s.`);
    if (!hasIndexes) {
      say('Making the indexes.');
      await deps.makeIndexes();
      hasIndexes = true;
    }
    pass += 1;
    await target.states.note(holder, { pass, hasIndexes });
    return result;
  }

  /** Passes go on while the product does, so that little is left for the last one. */
  async function untilStopped({ end }: OpenSource, limitMs: number): Promise<boolean> {
    const watch = createQuietWatch({ processes: end.processes, clock });
    for (const begun = clock(); ; await rest(lookMs)) {
      signal.throwIfAborted();
      const living = await watch.living();
      if (living === 0) return true;
      if (!wasAsked) say(`Caught up. Stop the product at the source now (${living} processes): the last pass follows.`);
      wasAsked = true;
      if (clock() - begun > limitMs) return false;
    }
  }

  /** @returns undefined when the product has been started in between */
  async function lastPass(source: OpenSource): Promise<FinishedCopy | undefined> {
    const { end } = source;
    await end.states.setClosed(now());
    let isWhole = false;
    try {
      say('Last pass: nobody writes to the source.');
      const before = await shownBy(source);
      const collections = await verify(passDeps(source));
      // One that had looked at the source before it was closed has shown itself since.
      if ((await shownBy(source)) !== before) return undefined;
      const finishedAt = now();
      isWhole = await target.states.note(holder, { finishedAt, collections });
      await target.states.forgetPositions();
      return { startedAt: state.startedAt, finishedAt, collections };
    } finally {
      if (!isWhole) await end.states.setClosed(null).catch(() => undefined);
    }
  }

  return async (source: OpenSource): Promise<FinishedCopy | 'again' | undefined> => {
    if (!hasIndexes || !(source.isHeld || isCaughtUp(passes))) {
      await nextPass(source);
      return 'again';
    }
    if (deps.preparesOnly) return undefined;
    if (source.isHeld || (await untilStopped(source, restAfter(passes.at(-1)!)))) {
      return (await lastPass(source)) ?? 'again';
    }
    await nextPass(source);
    return 'again';
  };
}

/** Changes whenever a process of the product starts, goes on or ends. */
async function shownBy({ end }: OpenSource): Promise<string> {
  const shown = (await end.processes()).map(({ _id, renewedAt, stoppedAt }) => [_id, renewedAt, stoppedAt]);
  return JSON.stringify(shown.toSorted());
}

function finished({ startedAt, finishedAt, collections }: TargetState): FinishedCopy {
  return { startedAt, finishedAt: finishedAt!, collections: collections ?? [] };
}
