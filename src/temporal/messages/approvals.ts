/** Messages of approvals: ids, moments and codes only. */
import { defineSignal } from '@temporalio/workflow';
import type { ApprovalStatus } from '../../domain/approvals/approval';

/** What a workflow that waits is told. */
export interface ApprovalEnd {
  readonly approvalUuid: string;
  readonly status: Exclude<ApprovalStatus, 'pending'>;
}

/** To the run of an approval: its row has moved. */
export const approvalMoved = defineSignal('approvalMoved');
/** From the run of an approval to the workflow that waits for it. */
export const approvalEnded = defineSignal<[ApprovalEnd]>('approvalEnded');

/** Where an approval stands, for its run. */
export interface FollowedApproval {
  readonly status: ApprovalStatus;
  /** RFC 3339. */
  readonly expiryAt: string;
  readonly waiter: string | null;
  /** How it ended, for people. Absent in histories of before. */
  readonly inWords?: string;
}

/** A step that opened. */
export interface OpenedStep {
  readonly approvalUuid: string;
  /** From 1. */
  readonly step: number;
}
