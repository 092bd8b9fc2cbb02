import { CancellationScope, isCancellation, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { EffectActivities } from '../activities/effects';
import { siblingQueue } from '../temporal/queues';

const effects = proxyActivities<EffectActivities>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Made inside a run, because only there the queue is known. */
function deliveryActivities() {
  return proxyActivities<EffectActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', 'delivery'),
    startToCloseTimeout: '10m',
    heartbeatTimeout: '30s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
}

/**
 * Starts the effects of decided firings in their order and closes the firings; then follows the ledger until no
 * delivery is open. A delivery that is being retried holds neither the next effect nor the closing. `started` is
 * called in between.
 */
export async function carryOutEffects(
  firingIds: readonly string[],
  started: () => Promise<void> = async () => undefined,
): Promise<void> {
  await orCancel(firingIds, async () => {
    await effects.startEffects([...firingIds]);
    await started();
    await followDeliveries(firingIds);
  });
}

/** What is not sent when a person cancels the run stays unsent, and the records say so. */
export async function orCancel(firingIds: readonly string[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() => effects.cancelEffects([...firingIds]));
    throw error;
  }
}

/**
 * The ledger says when to look again; the timer is durable. A run ends when nothing is open, at most after 24 h.
 * `isAgain`: what came of earlier deliveries is noted also when none is open.
 */
export async function followDeliveries(firingIds: readonly string[], isAgain = false): Promise<void> {
  const delivery = deliveryActivities();
  for (let settles = isAgain; ; settles = true) {
    const { open, waitMs } = await delivery.deliver([...firingIds], settles);
    if (open === 0) return;
    await sleep(waitMs);
  }
}
