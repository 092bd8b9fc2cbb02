import {
  ActivityFailure,
  condition,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { OperationActivities } from '../activities/operations';
import { approvalEnded } from '../temporal/messages/approvals';
import {
  operationInWords,
  operationMoved,
  type OperationEnd,
  type OperationRun,
} from '../temporal/messages/operations';
import { siblingQueue } from '../temporal/queues';
import { certloomOutcome, certloomSummary } from '../temporal/search-attributes';
import { carryOutEffects } from './effects';

const local = proxyLocalActivities<OperationActivities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Authorities may be slow or away; made inside a run, because only there the queue is known. */
function authorities() {
  return proxyActivities<OperationActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', 'delivery'),
    startToCloseTimeout: '2m',
    scheduleToCloseTimeout: '2h',
    heartbeatTimeout: '10s',
    retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '5m' },
  });
}

/** One operation on a certificate: approval, the authority step by step, the inventory, and the firing at its end. */
export async function certificateOperation({ operationId }: OperationRun): Promise<OperationEnd | null> {
  let isWoken = false;
  const wake = () => {
    isWoken = true;
  };
  setHandler(approvalEnded, wake);
  setHandler(operationMoved, wake);
  if (!(await local.beginOperation(operationId))) return null;
  for (;;) {
    isWoken = false;
    const { isEnded, waitMs } = await stepOf(operationId);
    if (isEnded) break;
    await condition(() => isWoken, waitMs);
  }
  const end = await local.fireOperation(operationId);
  if (end === null) return null;
  upsertSearchAttributes([
    { key: certloomOutcome, value: end.outcome },
    { key: certloomSummary, value: operationInWords(end) },
  ]);
  if (end.firingsWithEffects.length > 0) await carryOutEffects(end.firingsWithEffects);
  return end;
}

/** An authority that cannot be asked for hours ends the operation, and its firing says so. */
async function stepOf(operationId: string) {
  try {
    return await authorities().advanceOperation(operationId);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    await local.giveUpOperation(operationId);
    return { isEnded: true, waitMs: 0 };
  }
}
