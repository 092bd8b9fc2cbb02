import { sleep } from '@temporalio/workflow';
import { pauseBefore, type ScriptEffect } from '../temporal/messages/scripts';
import { inLanes } from '../domain/values/lanes';
import { runScript, settling } from './script-run';

/** Of one run of a workflow: what it has under way at once, workers have in their queue. */
const lanes = 20;
/** The server waits for a second at least. */
const shortestPauseMs = 1_000;

/**
 * As firings of an earlier release do it, whose histories go on so: all scripts within one run, however long it gets.
 * What is begun now runs them by `runScriptsOfFirings`.
 * @param goOn starts what was to wait for a script
 */
export async function runScripts(
  scripts: readonly ScriptEffect[],
  goOn: (firingIds: readonly string[]) => Promise<void>,
): Promise<void> {
  await inLanes(scripts, lanes, (effect) => one(effect, goOn));
}

async function one(effect: ScriptEffect, goOn: (firingIds: readonly string[]) => Promise<void>): Promise<void> {
  await attempts(effect);
  if (!effect.wait) return;
  const { firingId, trigger, actionId } = effect;
  const { hasMore } = await settling.settleScriptAction({ firingId, trigger, actionId });
  if (hasMore) await goOn([firingId]);
}

/** The attempts that the action asks for; a run whose worker was lost is none of them. */
async function attempts({ plan, retry }: ScriptEffect): Promise<void> {
  let current = plan;
  for (let attempt = 2; ; attempt += 1) {
    const summary = await runScript(current);
    const pauseMs = pauseBefore(attempt, summary, retry);
    if (pauseMs === undefined) return;
    await sleep(Math.max(shortestPauseMs, pauseMs));
    const next = await settling.repeatScript(summary.runId);
    if (next === null) return;
    current = next;
  }
}
