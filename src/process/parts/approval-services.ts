import { randomUUID } from 'node:crypto';
import { createApprovalDecisions } from '../../services/approvals/decisions';
import { createApprovalFollowing } from '../../services/approvals/follow';
import { createApprovalOccurrences } from '../../services/approvals/firings';
import { createApprovalRequests } from '../../services/approvals/requests';
import { createSubjectStates } from '../../services/approvals/subject-state';
import type { ObjectFirings } from '../../services/firings/object-firings';
import { firingWorkflowId } from '../../temporal/ids';
import { createApprovalRuns, requestedBatchId } from '../../temporal/runs/approvals';
import type { Foundation } from '../foundation';

const startTimeoutMs = 5_000;

/** Approvals as other parts use them: what asks for them, and what people decide. */
export function createApprovalServices({ stores, client, queueName, logger, now }: Foundation) {
  const runs = createApprovalRuns(client, queueName);
  const stateOf = createSubjectStates(stores.inventory);
  const wake = (approvalUuid: string) => runs.wake(approvalUuid, startTimeoutMs);
  const { approvals } = stores;
  return {
    wake,
    requests: createApprovalRequests({ approvals, profiles: stores.approvalProfiles, stateOf, wake, now }),
    decisions: createApprovalDecisions({ approvals, stateOf, wake, logger, newId: randomUUID, now }),
    occurrences: createApprovalOccurrences({ approvals }),

    following(firings: Pick<ObjectFirings, 'tell'>, occurrences = createApprovalOccurrences({ approvals })) {
      return createApprovalFollowing({
        approvals,
        history: stores.certificateHistory,
        tellRequested: (step) =>
          firings.tell({
            event: 'approval_requested',
            occurrence: () => occurrences.requested(step),
            workflowId: firingWorkflowId('approval_requested', requestedBatchId(step)),
            startRun: () => runs.startRequested(step, startTimeoutMs),
          }),
        tellClosed: (approvalUuid) =>
          firings.tell({
            event: 'approval_closed',
            occurrence: () => occurrences.closed(approvalUuid),
            workflowId: firingWorkflowId('approval_closed', approvalUuid),
            startRun: () => runs.startClosed(approvalUuid, startTimeoutMs),
          }),
        now,
      });
    },
  };
}

export type ApprovalServices = ReturnType<typeof createApprovalServices>;
