import { createAskedRuns, type AskedRun } from '../../services/scripts/asked-run';
import { startScriptRun } from '../../temporal/runs/scripts';
import type { Foundation } from '../foundation';
import type { ScriptServices } from './script-services';

const startTimeoutMs = 5_000;

/** Runs of scripts for jobs and authorities, which look again instead of waiting. */
export function askedRunsOf(
  { client, queueName, stores }: Pick<Foundation, 'client' | 'queueName' | 'stores'>,
  { prepare }: Pick<ScriptServices, 'prepare'>,
): AskedRun {
  return createAskedRuns({
    prepare: (request) => prepare.prepare(request),
    start: (plan) => startScriptRun(client, queueName, plan, startTimeoutMs),
    attempts: stores.scriptRuns.attempts,
  });
}
