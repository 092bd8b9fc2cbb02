import {
  ActivityCancellationType,
  ActivityFailure,
  CancellationScope,
  continueAsNew,
  isCancellation,
  patched,
  proxyActivities,
  sleep,
  TimeoutFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { ScriptEffectActivities } from '../activities/effects';
import type { ScriptRunActivities, ScriptSettlingActivities } from '../activities/scripts';
import type { ScriptRunSummary } from '../domain/scripts/run-request';
import { siblingQueue } from '../temporal/queues';
import {
  scriptRunInWords,
  type ScriptRunDoubt,
  type ScriptRunPlan,
  type ScriptRunStep,
} from '../temporal/messages/scripts';
import { sayInWords } from './in-words';
import { isLongRun } from './long-run';

/** To end a script and to store what came of it. */
const endingSeconds = 10;
/** Between looks whether a run can begin; doubled each time up to the longest. */
const firstLookMs = 1_000;
const longestLookMs = 60_000;

/**
 * Not local ones: scripts run side by side. With local activities here, firings with several scripts were stuck at their
 * replay, because the next step met another one in the history. Local activities side by side alone replay in their order,
 * so the cause is not known.
 */
export const settling = proxyActivities<ScriptSettlingActivities & ScriptEffectActivities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Made inside a run, because only there the queue is known. One attempt: a script is not done again by the engine. */
function executing({ context, timeoutSeconds, scheduleToStartSeconds }: ScriptRunPlan) {
  return proxyActivities<ScriptRunActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', `scripts-${context}`),
    scheduleToStartTimeout: scheduleToStartSeconds * 1_000,
    startToCloseTimeout: (timeoutSeconds + endingSeconds) * 1_000,
    heartbeatTimeout: '5s',
    retry: { maximumAttempts: 1 },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

/**
 * Has a prepared run done and tells what came of it, whatever that is: no ending of a script throws. A run whose worker
 * was lost is followed by another one under the same action key where the script may be repeated. Cancelling stops the
 * script and waits until it has ended.
 */
export async function runScript(plan: ScriptRunPlan): Promise<ScriptRunSummary> {
  return (await followScript(plan, () => false)) as ScriptRunSummary;
}

/**
 * The same, but not for longer than the history allows while the run waits, such as for its lock.
 * @returns its summary, or the plan that another run of the workflow goes on with
 */
export async function runScriptInStretches(plan: ScriptRunPlan): Promise<ScriptRunSummary | ScriptRunPlan> {
  return followScript(plan, isAtStretchEnd);
}

/** Runs of an earlier release waited on, and are replayed so. */
export function isAtStretchEnd(): boolean {
  return isLongRun() && patched('long waits');
}

async function followScript(plan: ScriptRunPlan, mayLeave: () => boolean): Promise<ScriptRunSummary | ScriptRunPlan> {
  for (let current = plan, lookMs = firstLookMs; ;) {
    const step = await oneStep(current);
    if (step.kind === 'waiting') {
      if (mayLeave()) return current;
      await orSettle(current.runId, () => sleep(lookMs));
      lookMs = Math.min(longestLookMs, 2 * lookMs);
    } else if (step.next === undefined) return step.summary;
    else [current, lookMs] = [step.next, firstLookMs];
  }
}

/** One try to have a run done. */
export async function oneStep(plan: ScriptRunPlan): Promise<ScriptRunStep> {
  return orSettle(plan.runId, async () => {
    try {
      return await executing(plan).executeScript(plan.runId);
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      return settling.settleScript(plan.runId, doubtOf(error));
    }
  });
}

/** A person cancels: what has not begun is not going to. */
export async function orSettle<T>(runId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => settling.settleScript(runId, 'cancelled'));
    }
    throw error;
  }
}

function doubtOf({ cause }: ActivityFailure): ScriptRunDoubt {
  return cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START' ? 'not_started' : 'lost';
}

/** A run that a person asked for. */
export async function scriptRun(plan: ScriptRunPlan): Promise<ScriptRunSummary> {
  const summary = await runScriptInStretches(plan);
  if (!('status' in summary)) return continueAsNew<typeof scriptRun>(summary);
  sayInWords(scriptRunInWords(summary));
  return summary;
}
