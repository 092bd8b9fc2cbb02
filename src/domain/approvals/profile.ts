/** Operations on a certificate that an RA profile may let wait for approval. */
export const approvableActions = ['issue', 'renew', 'rekey', 'revoke'] as const;
export type ApprovableAction = (typeof approvableActions)[number];

/** The approval profile of each operation, by uuid; operations that are left out need no approval. */
export type ApprovalProfilesByAction = Readonly<Partial<Record<ApprovableAction, string>>>;

/** Whom a step asks: exactly one of the three is set. */
export interface ApprovalStep {
  readonly description: string;
  readonly userUuid: string | null;
  readonly roleUuid: string | null;
  readonly groupUuid: string | null;
  /** How many of them have to approve, at least 1. */
  readonly requiredApprovals: number;
}

/** What approvals are made by; an approval keeps the version that it began with. */
export interface ApprovalProfileVersion {
  readonly version: number;
  readonly description: string;
  /** ISO 8601 duration from the request to the moment when it expires. */
  readonly expiry: string;
  /** One after the other; at least one. */
  readonly steps: readonly ApprovalStep[];
}

export interface ApprovalProfile extends ApprovalProfileVersion {
  readonly uuid: string;
  readonly name: string;
  /** A disabled profile refuses operations; it never lets them through without approval. */
  readonly enabled: boolean;
  readonly revision: number;
}

export type Approver = { readonly type: 'user' | 'role' | 'group'; readonly uuid: string };

export function approverOf({ userUuid, roleUuid, groupUuid }: ApprovalStep): Approver {
  if (userUuid !== null) return { type: 'user', uuid: userUuid };
  if (roleUuid !== null) return { type: 'role', uuid: roleUuid };
  if (groupUuid !== null) return { type: 'group', uuid: groupUuid };
  throw new RangeError('A step asks nobody.');
}

/** Whether a change makes another version: name and `enabled` do not. */
export function isSameVersion(
  one: Omit<ApprovalProfileVersion, 'version'>,
  other: Omit<ApprovalProfileVersion, 'version'>,
): boolean {
  const facts = ({ description, expiry, steps }: Omit<ApprovalProfileVersion, 'version'>) =>
    JSON.stringify([
      description,
      expiry,
      steps.map((step) => [step.description, approverOf(step), step.requiredApprovals]),
    ]);
  return facts(one) === facts(other);
}
