import type { Approval, ApprovalDecision, ApprovalStatus, ClosingReason } from './approval';
import { approverOf } from './profile';

/** Who decides, as far as it matters. */
export interface Decider {
  readonly uuid: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** Holds the right to decide past all steps. */
  readonly mayOverride: boolean;
}

export interface DecisionRequest {
  readonly by: Decider;
  readonly decision: ApprovalDecision['decision'];
  readonly comment: string | null;
  readonly override: boolean;
  /** Whoever decides came by a personal link. */
  readonly byLink?: true;
  /** Digest of the `Idempotency-Key`; the same decision under it is repeated, not made twice. */
  readonly key: string | null;
}

export type Refusal =
  'closed' | 'expired' | 'self_approval' | 'already_decided' | 'not_the_approver' | 'no_right_to_override';

export type Decided =
  | { readonly kind: 'refused'; readonly because: Refusal }
  | { readonly kind: 'repeated' }
  | {
      readonly kind: 'moved';
      /** The approval after it, in the next revision. */
      readonly next: Approval;
      /** The step that opens by it: `approval_requested` fires for it. Null: none. */
      readonly opens: number | null;
      /** It ends by it: `approval_closed` fires. */
      readonly closes: boolean;
    };

/**
 * What a decision does to an approval. One decision a user, none on what one asked for oneself, the first rejection
 * closes, a step opens when the one before has its approvals. An administrator may decide past all steps, which the
 * decision says. What has expired is decided no more, also before its timer has closed it.
 */
export function decide(approval: Approval, request: DecisionRequest, now: Date): Decided {
  const { by, decision, override } = request;
  const earlier = approval.decisions.find(({ user }) => user.uuid === by.uuid);
  if (isRepeat(earlier, request)) return { kind: 'repeated' };
  const because = refusalOf(approval, request, earlier, now);
  if (because !== undefined) return { kind: 'refused', because };
  const made: ApprovalDecision = {
    step: approval.step,
    user: { uuid: by.uuid, name: by.name },
    decision,
    comment: request.comment,
    override,
    ...(request.byLink === true ? { byLink: true } : {}),
    at: now,
    key: request.key,
  };
  const next = { ...approval, decisions: [...approval.decisions, made], revision: approval.revision + 1 };
  const reason = override ? 'override' : 'decision';
  if (decision === 'reject') return closing(next, 'rejected', reason, now);
  if (override) return closing(next, 'approved', reason, now);
  const given = next.decisions.filter((one) => one.step === next.step && one.decision === 'approve').length;
  if (given < (next.steps[next.step - 1]?.requiredApprovals ?? 1)) {
    return { kind: 'moved', next, opens: null, closes: false };
  }
  if (next.step >= next.steps.length) return closing(next, 'approved', reason, now);
  const step = next.step + 1;
  return { kind: 'moved', next: { ...next, step }, opens: step, closes: false };
}

/** Its time is over: names nobody. Null while it is not, or when the approval is closed. */
export function expire(approval: Approval, now: Date): Approval | null {
  if (approval.status !== 'pending' || now < approval.expiryAt) return null;
  return closed({ ...approval, revision: approval.revision + 1 }, 'expired', 'expiry', now);
}

/** The creator takes the request back. */
export function withdraw(approval: Approval, now: Date): Approval | null {
  if (approval.status !== 'pending') return null;
  return closed({ ...approval, revision: approval.revision + 1 }, 'rejected', 'withdrawal', now);
}

/** The object is no longer what approval was asked for. */
export function subjectChanged(approval: Approval, now: Date): Approval | null {
  if (approval.status !== 'pending') return null;
  return closed({ ...approval, revision: approval.revision + 1 }, 'rejected', 'subjectChanged', now);
}

/** Whether somebody may decide the step that is open, by that step. */
export function isApprover(approval: Approval, by: Pick<Decider, 'uuid' | 'roles' | 'groups'>): boolean {
  const step = approval.steps[approval.step - 1];
  if (step === undefined) return false;
  const { type, uuid } = approverOf(step);
  if (type === 'user') return by.uuid === uuid;
  return (type === 'role' ? by.roles : by.groups).includes(uuid);
}

/** Whether somebody sees it without a further right: asked for it, is asked by a step that opened, or has decided. */
export function concerns(approval: Approval, by: Pick<Decider, 'uuid' | 'roles' | 'groups'>): boolean {
  const { creator, decisions, step } = approval;
  if (creator.uuid === by.uuid || decisions.some(({ user }) => user.uuid === by.uuid)) return true;
  return approval.steps.slice(0, step).some((_, index) => isApprover({ ...approval, step: index + 1 }, by));
}

function isRepeat(earlier: ApprovalDecision | undefined, request: DecisionRequest): boolean {
  return (
    earlier !== undefined &&
    request.key !== null &&
    earlier.key === request.key &&
    earlier.decision === request.decision &&
    earlier.override === request.override
  );
}

function refusalOf(
  approval: Approval,
  { by, override }: DecisionRequest,
  earlier: ApprovalDecision | undefined,
  now: Date,
): Refusal | undefined {
  if (approval.creator.uuid === by.uuid) return 'self_approval';
  if (earlier !== undefined) return 'already_decided';
  if (approval.status === 'expired') return 'expired';
  if (approval.status !== 'pending') return 'closed';
  if (now >= approval.expiryAt) return 'expired';
  if (override) return by.mayOverride ? undefined : 'no_right_to_override';
  return isApprover(approval, by) ? undefined : 'not_the_approver';
}

function closing(next: Approval, status: ApprovalStatus, reason: ClosingReason, now: Date): Decided {
  return { kind: 'moved', next: closed(next, status, reason, now), opens: null, closes: true };
}

function closed(approval: Approval, status: ApprovalStatus, closedBecause: ClosingReason, closedAt: Date): Approval {
  return { ...approval, status, closedAt, closedBecause };
}
