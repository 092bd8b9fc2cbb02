import type { ApprovalFollowing } from '../services/approvals/follow';
import type { ApprovalOccurrences } from '../services/approvals/firings';
import type { ObjectFired, ObjectFirings } from '../services/firings/object-firings';
import type { FollowedApproval, OpenedStep } from '../temporal/messages/approvals';
import { currentRun } from './current-run';
import { guardedBy } from './guarded';

export interface ApprovalActivityDeps {
  readonly following: ApprovalFollowing;
  readonly occurrences: ApprovalOccurrences;
  readonly firings: Pick<ObjectFirings, 'fire'>;
}

/** Approvals as activities: each may be done again. */
export function createApprovalActivities({ following, occurrences, firings }: ApprovalActivityDeps) {
  const guarded = guardedBy('an approval met a fault');
  return {
    followApproval: (approvalUuid: string): Promise<FollowedApproval | null> =>
      guarded(() => following.follow(approvalUuid)),

    expireApproval: (approvalUuid: string): Promise<void> => guarded(() => following.expire(approvalUuid)),

    fireApprovalRequested: (step: OpenedStep): Promise<ObjectFired> =>
      guarded(() => firings.fire('approval_requested', () => occurrences.requested(step), currentRun())),

    fireApprovalClosed: (approvalUuid: string): Promise<ObjectFired> =>
      guarded(() => firings.fire('approval_closed', () => occurrences.closed(approvalUuid), currentRun())),
  };
}

export type ApprovalActivities = ReturnType<typeof createApprovalActivities>;
