import type { ApprovalStatus, ApprovalUser, ClosingReason } from '../../domain/approvals/approval';

/** What is to be approved, for whom, and who waits. */
export interface ApprovalRequest {
  /** Of the operation: the same key twice is one approval. */
  readonly key: string;
  /** Code of the resource, `certificates`. */
  readonly resource: string;
  /** `issue`, `renew`, `rekey`, `revoke`. */
  readonly resourceAction: string;
  readonly objectUuid: string;
  readonly objectName: string | null;
  /** What the certificate is or will be for, for people; only the first ones are kept. */
  readonly objectNames?: readonly string[];
  readonly creator: ApprovalUser;
  /** uuid of the approval profile, as the RA profile has it for the action. */
  readonly profile: string;
  /** Id of the workflow that is signalled `approvalEnded` at the end. */
  readonly waiter?: string;
}

export interface RequestedApproval {
  readonly approvalUuid: string;
  readonly status: ApprovalStatus;
}

export interface ApprovalStanding {
  readonly status: ApprovalStatus;
  readonly closedBecause: ClosingReason | null;
}

/** What other capabilities need of approvals. */
export interface ApprovalRequests {
  /**
   * Asks for approval, or finds the approval that this key has already. Throws `approval_pending` (409, with
   * `approvalUuid`) while another one of the object is open, `not_found` without such a profile, and `invalid_state`
   * when it is disabled.
   */
  request(request: ApprovalRequest): Promise<RequestedApproval>;
  /** Where it stands, and why it is closed; null when there is no such approval. */
  standingOf(approvalUuid: string): Promise<ApprovalStanding | null>;
  /** Closes what nobody needs any more, for example because the operation was called off. Does nothing when closed. */
  withdraw(approvalUuid: string, by: ApprovalUser): Promise<void>;
}
