import type { ApprovalFollowing } from '../services/approvals/follow';
import type { ApprovalOccurrences } from '../services/approvals/firings';
import type { ApprovalRequest, ApprovalRequests, RequestedApproval } from '../services/approvals/request';
import type { ObjectFired, ObjectFirings } from '../services/firings/object-firings';
import type { ApprovalStatus } from '../domain/approvals/approval';
import type { FollowedApproval, OpenedStep } from '../temporal/messages/approvals';
import { currentRun } from './current-run';
import { guardedBy } from './guarded';

export interface ApprovalActivityDeps {
  readonly requests: ApprovalRequests;
  readonly following: ApprovalFollowing;
  readonly occurrences: ApprovalOccurrences;
  readonly firings: Pick<ObjectFirings, 'fire'>;
}

/** Approvals as activities: each may be done again. */
export function createApprovalActivities({ requests, following, occurrences, firings }: ApprovalActivityDeps) {
  const guarded = guardedBy('an approval met a fault');
  return {
    followApproval: (approvalUuid: string): Promise<FollowedApproval | null> =>
      guarded(() => following.follow(approvalUuid)),

    expireApproval: (approvalUuid: string): Promise<void> => guarded(() => following.expire(approvalUuid)),

    requestApproval: (request: ApprovalRequest): Promise<RequestedApproval> => guarded(() => requests.request(request)),

    approvalStatus: (approvalUuid: string): Promise<ApprovalStatus | null> =>
      guarded(() => requests.statusOf(approvalUuid)),

    fireApprovalRequested: (step: OpenedStep): Promise<ObjectFired> =>
      guarded(() => firings.fire('approval_requested', () => occurrences.requested(step), currentRun())),

    fireApprovalClosed: (approvalUuid: string): Promise<ObjectFired> =>
      guarded(() => firings.fire('approval_closed', () => occurrences.closed(approvalUuid), currentRun())),
  };
}

export type ApprovalActivities = ReturnType<typeof createApprovalActivities>;
