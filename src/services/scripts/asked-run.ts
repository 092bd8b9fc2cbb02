import { hasRunEnded, type ScriptRun } from '../../domain/scripts/run-record';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import type { ScriptRunPlan } from '../../temporal/messages/scripts';
import { mayFollow } from './steps';

export interface AskedRunDeps {
  /** The run of the key, made or joined. */
  readonly prepare: (request: ScriptRunRequest) => Promise<ScriptRunPlan>;
  /** Starts the workflow of a prepared run; one that runs or ran counts as started. */
  readonly start: (plan: ScriptRunPlan) => Promise<void>;
  /** All attempts of a cause, the first one first. */
  readonly attempts: (actionKey: string) => Promise<readonly ScriptRun[]>;
}

/** The ended run of a request; undefined while it is under way: whoever asks comes again. */
export type AskedRun = (request: ScriptRunRequest) => Promise<ScriptRun | undefined>;

/**
 * Runs for those who look again and again instead of waiting. Each asking makes sure that the run is begun, so none is
 * lost with who asked first. Throws `not_found` where there is no such script.
 */
export function createAskedRuns({ prepare, start, attempts }: AskedRunDeps): AskedRun {
  return async (request) => {
    const last = (await attempts(request.actionKey)).at(-1);
    if (last !== undefined && hasRunEnded(last.status) && !mayFollow(last)) return last;
    await start(await prepare(request));
    return undefined;
  };
}
