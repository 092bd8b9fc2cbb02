import type { ApprovalStep } from './profile';

export const approvalStatuses = ['pending', 'approved', 'rejected', 'expired'] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];

/** Why an approval is closed. `subjectChanged`: what was to be approved is no longer what it was. */
export const closingReasons = ['decision', 'override', 'withdrawal', 'expiry', 'subjectChanged'] as const;
export type ClosingReason = (typeof closingReasons)[number];

/** A person, or null for what the product asked for by itself. */
export interface ApprovalUser {
  readonly uuid: string | null;
  readonly name: string;
}

export interface ApprovalDecision {
  /** Of the step that was open, from 1. */
  readonly step: number;
  readonly user: ApprovalUser & { readonly uuid: string };
  readonly decision: 'approve' | 'reject';
  readonly comment: string | null;
  /** By the right of an administrator, past all steps. */
  readonly override: boolean;
  /** By the personal link of a notice, without signing in. */
  readonly byLink?: true;
  readonly at: Date;
  /** Digest of the `Idempotency-Key` it came with. */
  readonly key: string | null;
}

export interface ApprovalComment {
  readonly id: string;
  readonly user: ApprovalUser & { readonly uuid: string };
  readonly text: string;
  readonly at: Date;
}

/** A request that waits for people, or has been answered. */
export interface Approval {
  readonly uuid: string;
  readonly profile: { readonly uuid: string; readonly name: string; readonly version: number };
  /** As the version of the profile had them. */
  readonly steps: readonly ApprovalStep[];
  /** Code of the resource, `certificates`. */
  readonly resource: string;
  readonly resourceAction: string;
  readonly objectUuid: string;
  readonly objectName: string | null;
  /** Names that the certificate has or is to have; empty for what has none. */
  readonly objectNames: readonly string[];
  /** What the object was when approval was asked for; null where nobody can tell. */
  readonly subjectState: string | null;
  readonly creator: ApprovalUser;
  readonly status: ApprovalStatus;
  /** The step that waits for decisions, from 1; the last one that was open once the approval is closed. */
  readonly step: number;
  readonly createdAt: Date;
  readonly expiryAt: Date;
  readonly closedAt: Date | null;
  readonly closedBecause: ClosingReason | null;
  readonly decisions: readonly ApprovalDecision[];
  readonly comments: readonly ApprovalComment[];
  /** Workflow that is told of the end. */
  readonly waiter: string | null;
  readonly revision: number;
}

/** When a step opened; undefined when it never did. */
export function openedAt(approval: Approval, step: number): Date | undefined {
  if (step < 1 || step > approval.step) return undefined;
  if (step === 1) return approval.createdAt;
  return approval.decisions.filter((decision) => decision.step === step - 1).at(-1)?.at;
}

/** The approval as it was when a step opened, for what is told of that moment. */
export function asRequested(approval: Approval, step: number): Approval {
  return { ...approval, status: 'pending', step, closedAt: null, closedBecause: null };
}
