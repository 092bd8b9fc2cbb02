import { condition, proxyLocalActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ApprovalActivities } from '../activities/approvals';
import { approvalEnded, type ApprovalEnd } from '../temporal/messages/approvals';

type Request = Omit<Parameters<ApprovalActivities['requestApproval']>[0], 'waiter'>;

const approvals = proxyLocalActivities<ApprovalActivities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1h',
  localRetryThreshold: '5s',
  retry: {
    initialInterval: '200ms',
    backoffCoefficient: 2,
    maximumInterval: '30s',
    nonRetryableErrorTypes: ['approval_pending', 'not_found', 'invalid_state'],
  },
});

/** A signal that was lost, because somebody reset a run, is made up for within this time. */
const lookAgain = '6h';

/**
 * Asks for approval and waits for its end, for as long as that takes; for use inside another workflow. It needs the
 * activities of approvals on its own queue. Throws the failure of the request, such as `approval_pending`.
 */
export async function awaitApproval(request: Request): Promise<ApprovalEnd> {
  const ended = new Set<string>();
  setHandler(approvalEnded, (end) => void ended.add(end.approvalUuid));
  const { approvalUuid } = await approvals.requestApproval({ ...request, waiter: workflowInfo().workflowId });
  for (;;) {
    const status = await approvals.approvalStatus(approvalUuid);
    if (status !== null && status !== 'pending') return { approvalUuid, status };
    ended.delete(approvalUuid);
    await condition(() => ended.has(approvalUuid), lookAgain);
  }
}
