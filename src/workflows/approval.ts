import {
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { ApprovalActivities } from '../activities/approvals';
import { approvalMoved, type ApprovalEnd, type OpenedStep } from '../temporal/messages/approvals';
import { sayInWords } from './in-words';
import { carryOutOne } from './one-firing';

const approvals = proxyLocalActivities<ApprovalActivities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1h',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** The server waits for a second at least. */
const shortestWaitMs = 1_000;

/**
 * One approval from its request to its end: does what follows whenever its row has moved, closes it when its time is
 * over, and tells the workflow that waits. What counts is the row; a second run of the same approval does no harm.
 */
export async function approval(approvalUuid: string): Promise<ApprovalEnd['status'] | null> {
  let hasMoved = false;
  setHandler(approvalMoved, () => void (hasMoved = true));
  for (;;) {
    hasMoved = false;
    const found = await approvals.followApproval(approvalUuid);
    if (found === null) return null;
    const { status, expiryAt, waiter, inWords = status } = found;
    if (status !== 'pending') {
      if (waiter !== null) await tellWaiter(waiter, { approvalUuid, status });
      sayInWords(`approval, ${inWords}`);
      return status;
    }
    const left = Math.max(shortestWaitMs, Date.parse(expiryAt) - Date.now());
    if (!(await condition(() => hasMoved, left))) await approvals.expireApproval(approvalUuid);
  }
}

/** A batch of `approval_requested`: one step that opened. */
export async function approvalRequested(step: OpenedStep): Promise<void> {
  await carryOutOne(await approvals.fireApprovalRequested(step), 'approval requested');
}

/** A batch of `approval_closed`. */
export async function approvalClosed(approvalUuid: string): Promise<void> {
  await carryOutOne(await approvals.fireApprovalClosed(approvalUuid), 'approval closed');
}

/** One that has ended by now waits no more. */
async function tellWaiter(workflowId: string, end: ApprovalEnd): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowId).signal('approvalEnded', end);
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}
