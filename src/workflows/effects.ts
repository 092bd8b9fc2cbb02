import { CancellationScope, isCancellation, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { EffectActivities } from '../activities/effects';
import type { TaskQueue } from '../temporal/ids';

const effects = proxyActivities<EffectActivities>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Made inside a run, because only there the queue is known. */
function deliveryActivities() {
  return proxyActivities<EffectActivities>({
    taskQueue: deliveryQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '10m',
    heartbeatTimeout: '30s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
}

/** Queues of several installations on one engine have a name in front; a run stays with those of its own. */
function deliveryQueue(ownQueue: string): string {
  const own: TaskQueue = 'certloom';
  const wanted: TaskQueue = 'delivery';
  return ownQueue.endsWith(own) ? `${ownQueue.slice(0, -own.length)}${wanted}` : wanted;
}

/**
 * Starts the effects of decided firings in their order and closes the firings; then follows the ledger until no
 * delivery is open. A delivery that is being retried holds neither the next effect nor the closing.
 */
export async function carryOutEffects(firingIds: readonly string[]): Promise<void> {
  try {
    await effects.startEffects([...firingIds]);
    await followDeliveries(firingIds);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() => effects.cancelEffects([...firingIds]));
    throw error;
  }
}

/** The ledger says when to look again; the timer is durable. A run ends when nothing is open, at most after 24 h. */
export async function followDeliveries(firingIds: readonly string[]): Promise<void> {
  const delivery = deliveryActivities();
  for (;;) {
    const { open, waitMs } = await delivery.deliver([...firingIds]);
    if (open === 0) return;
    await sleep(waitMs);
  }
}
