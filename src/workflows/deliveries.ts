import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { EffectActivities } from '../activities/effects';
import { siblingQueue } from '../temporal/queues';

/** Made inside a run, because only there the queue is known. */
export function deliveryActivities() {
  return proxyActivities<EffectActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', 'delivery'),
    startToCloseTimeout: '10m',
    heartbeatTimeout: '30s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
}
