import {
  ActivityFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { BuilderActivities } from '../activities/builder';
import type { InstanceStatus } from '../domain/builder/instance';
import {
  instanceInWords,
  instanceMoved,
  instanceStopped,
  type BuilderRun,
  type InstanceStep,
} from '../temporal/messages/builder';
import type { ScriptRunPlan } from '../temporal/messages/scripts';
import { siblingQueue } from '../temporal/queues';
import { sayInWords } from './in-words';
import { runScriptInStretches } from './script-run';

/** Visits of steps, and stretches and waits, after which a run goes on in another one. */
const visitsPerRun = 500;
const stretchesPerRun = 150;

/** Made inside a run, because only there the queue is known. */
function activities() {
  return proxyActivities<BuilderActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', 'delivery'),
    startToCloseTimeout: '1h',
    scheduleToCloseTimeout: '6h',
    heartbeatTimeout: '15s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
}

/**
 * One instance from its start, or from the failed step of a restart, to its end: has stretches of steps done and the
 * scripts between them, and waits. What counts is the row, which is written before this run is told: a signal that comes
 * while it goes on in another run is seen there.
 */
export async function builderInstance({ instanceId }: BuilderRun): Promise<InstanceStatus> {
  let isWoken = false;
  let isStopped = false;
  setHandler(instanceMoved, () => void (isWoken = true));
  setHandler(instanceStopped, () => {
    isWoken = true;
    isStopped = true;
  });
  const stretch = async (): Promise<InstanceStep> => {
    try {
      return await activities().advanceInstance(instanceId);
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      await activities().giveUpInstance(instanceId);
      return { kind: 'ended', status: 'failed' };
    }
  };
  for (let visits = 0, stretches = 1; ; stretches += 1) {
    isWoken = false;
    isStopped = false;
    const step = await stretch();
    // Told in the meantime: a restart may have come behind the last look at the row.
    if (step.kind === 'ended' && isWoken) continue;
    if (step.kind === 'ended') {
      sayInWords(instanceInWords(step.status));
      return step.status;
    }
    visits += step.executed;
    const isLeft = step.kind === 'script' && (await scriptUnless(step.plan, () => isStopped));
    if (step.kind === 'waits' && !isWoken) {
      if (step.waitMs === null) await condition(() => isWoken);
      else await condition(() => isWoken, step.waitMs);
    }
    if (isLeft || visits >= visitsPerRun || stretches >= stretchesPerRun || workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof builderInstance>({ instanceId });
    }
  }
}

/** Has the script done; once the instance is stopped, ends it. True: it waits, and another run is to go on with it. */
async function scriptUnless(plan: ScriptRunPlan, isStopped: () => boolean): Promise<boolean> {
  const scope = new CancellationScope();
  let isOver = false;
  let isLeft = false;
  const running = scope.run(async () => {
    try {
      isLeft = !('status' in (await runScriptInStretches(plan)));
    } catch (error) {
      if (!isCancellation(error) || !isStopped()) throw error;
    } finally {
      isOver = true;
    }
  });
  await condition(() => isOver || isStopped());
  if (!isOver) scope.cancel();
  await running;
  return isLeft;
}
