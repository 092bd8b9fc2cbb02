import { hasRunEnded, type ScriptRun } from '../../domain/scripts/run-record';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import type { ScriptRunStore } from '../../store/scripts/runs';
import type { ScriptRunPlan } from '../../temporal/messages/scripts';

export interface RunAndWaitDeps {
  readonly prepare: (request: ScriptRunRequest) => Promise<ScriptRunPlan>;
  /** Starts a prepared run; one that runs or ran counts as started. */
  readonly start: (plan: ScriptRunPlan) => Promise<void>;
  readonly runs: Pick<ScriptRunStore, 'attempts' | 'output'>;
  readonly wait: (ms: number) => Promise<unknown>;
}

export interface EndedRun {
  readonly run: ScriptRun;
  readonly result: Readonly<Record<string, unknown>>;
}

const firstLookMs = 50;
const longestLookMs = 1_000;

/**
 * Has a script run and waits for its end; asked again under the same key it joins the run that is there. A run that is
 * lost and repeated ends with the last attempt. Throws what `prepare` does, and when the signal aborts.
 */
export function createRunAndWait({ prepare, start, runs, wait }: RunAndWaitDeps) {
  return async function runAndWait(request: ScriptRunRequest, signal: AbortSignal): Promise<EndedRun> {
    await start(await prepare(request));
    for (let lookMs = firstLookMs; ; lookMs = Math.min(longestLookMs, lookMs * 1.5)) {
      signal.throwIfAborted();
      const run = (await runs.attempts(request.actionKey)).at(-1);
      // The attempt behind a lost one is written by whoever learns of the loss.
      const isFollowed = run?.status === 'worker_lost' && run.repeatable;
      if (run !== undefined && hasRunEnded(run.status) && !isFollowed) {
        return { run, result: (await runs.output(run.runId))?.result ?? {} };
      }
      await wait(lookMs);
    }
  };
}

export type RunAndWait = ReturnType<typeof createRunAndWait>;
