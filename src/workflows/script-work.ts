import { createSlots } from '../domain/values/slots';
import {
  pauseBefore,
  type OpenedScripts,
  type ScriptEffect,
  type ScriptRunPlan,
  type ScriptRunStep,
  type ScriptsLeft,
} from '../temporal/messages/scripts';
import { followWhileOpened, type FollowDeps } from './follow-opened';

export interface ScriptWorkDeps extends FollowDeps {
  /** One try to have a run done; no ending of a script throws. */
  step(plan: ScriptRunPlan): Promise<ScriptRunStep>;
  /** Another attempt behind a run that has ended; null where there can be none. */
  repeat(runId: string): Promise<ScriptRunPlan | null>;
  /** Notes what came of a script; true: effects of the firing have waited for it. */
  settle(effect: ScriptEffect): Promise<boolean>;
  /** Opens what can be opened of the firings, at most so many scripts. */
  open(firingIds: readonly string[], most: number): Promise<OpenedScripts>;
  /** Ends a run that waits, should the work be cancelled. */
  orDrop<T>(runId: string, work: () => Promise<T>): Promise<T>;
  now(): number;
}

/** Further scripts are opened when no more than these are at work or in line. */
const refillBelow = 60;
const activeAtMost = 100;
/** With those that pause before their next attempt: what is left over fits into the input of another run. */
const openAtMost = 300;
/** Between looks whether a run can begin; doubled each time up to the longest. */
const firstLookMs = 1_000;
const longestLookMs = 60_000;
/** The server waits for a second at least. */
const shortestPauseMs = 1_000;

/**
 * Has scripts of firings run, and opens further ones as these end. One that takes long, waits for its lock or is tried
 * again holds up no other. Once the run of the workflow is long, nothing is begun any more: what is under way ends.
 * @returns what another run has to go on with; undefined when all is done
 */
export async function workOnScripts(given: ScriptsLeft, deps: ScriptWorkDeps): Promise<ScriptsLeft | undefined> {
  const { inSlot } = createSlots(given.lanes);
  const ask = new Set(given.ask);
  const left: ScriptEffect[] = [];
  const failures: unknown[] = [];
  const works: Promise<void>[] = [];
  let open = 0;
  let active = 0;

  /** False: the run of the workflow is long, and the pause is another one's. */
  async function rest(ms: number): Promise<boolean> {
    active -= 1;
    try {
      return !(await deps.until(deps.isLong, Math.max(1, ms)));
    } finally {
      active += 1;
    }
  }

  /** The script as far as it has come; undefined when nothing of it is left. */
  async function one(effect: ScriptEffect): Promise<ScriptEffect | undefined> {
    let state = effect;
    for (let lookMs = firstLookMs; ;) {
      if (state.pausedUntil !== undefined) {
        if (!(await rest(state.pausedUntil - deps.now()))) return state;
        const plan = await deps.repeat(state.plan.runId);
        if (plan === null) break;
        state = { ...state, plan, pausedUntil: undefined };
        lookMs = firstLookMs;
      }
      const { plan } = state;
      const step = await inSlot(async () => (deps.isLong() ? undefined : deps.step(plan)));
      if (step === undefined) return state;
      if (step.kind === 'waiting') {
        const ms = lookMs;
        if (!(await deps.orDrop(plan.runId, () => rest(ms)))) return state;
        lookMs = Math.min(longestLookMs, 2 * lookMs);
      } else if (step.next !== undefined) {
        [state, lookMs] = [{ ...state, plan: step.next }, firstLookMs];
      } else {
        const nextAttempt = state.nextAttempt ?? 2;
        const pauseMs = pauseBefore(nextAttempt, step.summary, state.retry);
        if (pauseMs === undefined) break;
        const pausedUntil = deps.now() + Math.max(shortestPauseMs, pauseMs);
        state = { ...state, nextAttempt: nextAttempt + 1, pausedUntil };
      }
    }
    if (state.wait && (await deps.settle(state))) ask.add(state.firingId);
    return undefined;
  }

  async function begin(effect: ScriptEffect): Promise<void> {
    open += 1;
    active += 1;
    try {
      const unfinished = await one(effect);
      if (unfinished !== undefined) left.push(unfinished);
    } catch (error) {
      failures.push(error);
    } finally {
      open -= 1;
      active -= 1;
    }
  }

  const isEnding = () => deps.isLong() || failures.length > 0;
  const mayAsk = () => ask.size > 0 && active <= refillBelow && open < openAtMost && !isEnding();
  const isOver = () => open === 0 && (ask.size === 0 || isEnding());

  async function openAll(followed: (firingIds: readonly string[]) => void): Promise<void> {
    while (!isOver()) {
      if (!mayAsk()) {
        await deps.until(() => isOver() || mayAsk());
        continue;
      }
      const firingIds = [...ask];
      ask.clear();
      const { scripts, more } = await deps.open(firingIds, activeAtMost - active);
      more.forEach((firingId) => ask.add(firingId));
      followed(firingIds);
      works.push(...scripts.map(begin));
    }
  }

  works.push(...given.scripts.map(begin));
  const follow = await followWhileOpened(given.follow, deps, async (followed) => {
    try {
      await openAll(followed);
    } catch (error) {
      failures.push(error);
    }
    // Also in a run that is cancelled: nothing outlives what it is part of.
    await Promise.all(works);
    if (failures.length > 0) throw failures[0];
  });
  const isLeft = left.length > 0 || ask.size > 0 || follow.length > 0;
  return isLeft ? { scripts: left, ask: [...ask], follow, lanes: given.lanes } : undefined;
}
