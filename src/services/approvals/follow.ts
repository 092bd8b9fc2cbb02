import type { Approval, ClosingReason } from '../../domain/approvals/approval';
import { expire } from '../../domain/approvals/decide';
import type { ApprovalStore } from '../../store/approvals/approvals';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import type { FollowedApproval, OpenedStep } from '../../temporal/messages/approvals';
import { approvalHistory } from './history';

export interface ApprovalFollowingDeps {
  readonly approvals: Pick<ApprovalStore, 'find' | 'findFollowed' | 'move' | 'markFollowed'>;
  readonly history: Pick<CertificateHistoryStore, 'add'>;
  /** Fires, or starts the run that does; doing it again changes nothing. */
  readonly tellRequested: (step: OpenedStep) => Promise<void>;
  readonly tellClosed: (approvalUuid: string) => Promise<void>;
  readonly now: () => Date;
}

/** What the run of an approval does. All of it may be done again. */
export function createApprovalFollowing({ approvals, history, now, ...deps }: ApprovalFollowingDeps) {
  return {
    /** Does what follows from where the approval stands: events of the steps that opened and of the end, history. */
    async follow(approvalUuid: string): Promise<FollowedApproval | null> {
      const found = await approvals.findFollowed(approvalUuid);
      if (found === null) return null;
      const { approval, followedStep } = found;
      for (let step = followedStep + 1; step <= approval.step; step += 1) {
        await deps.tellRequested({ approvalUuid, step });
      }
      if (approval.resource === 'certificates') await history.add(approvalHistory(approval));
      if (approval.status !== 'pending') await deps.tellClosed(approvalUuid);
      await approvals.markFollowed(approval);
      const { status, expiryAt, waiter, closedBecause } = approval;
      const inWords = (closedBecause === null ? undefined : closedInWords[closedBecause]) ?? status;
      return { status, expiryAt: expiryAt.toISOString(), waiter, inWords };
    },

    /** Closes it when its time is over. */
    async expire(approvalUuid: string): Promise<void> {
      const approval = await approvals.find(approvalUuid);
      const next: Approval | null = approval === null ? null : expire(approval, now());
      // Whoever was quicker has closed it: the run looks again.
      if (next !== null) await approvals.move(next, now());
    },
  };
}

/** Closed as `rejected` although nobody has rejected it. */
const closedInWords: Partial<Record<ClosingReason, string>> = {
  withdrawal: 'withdrawn',
  subjectChanged: 'closed by a change of its object',
};

export type ApprovalFollowing = ReturnType<typeof createApprovalFollowing>;
