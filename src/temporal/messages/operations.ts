/** Messages of operations on certificates: ids, numbers and codes only. */
import { defineSignal } from '@temporalio/workflow';
import type { OperationAction, OperationState } from '../../domain/operations/operation';

export interface OperationRun {
  readonly operationId: string;
}

/** How an operation goes on. */
export interface OperationStep {
  readonly isEnded: boolean;
  /** Until the authority may be asked again, or people are looked for. */
  readonly waitMs: number;
}

/** To the run of an operation: its row has moved. */
export const operationMoved = defineSignal('operationMoved');

export interface OperationEnd {
  readonly action: OperationAction;
  readonly state: OperationState;
  readonly firingsWithEffects: readonly string[];
  readonly outcome: string;
}

/** What is due after a scan. */
export interface RenewalRun {
  readonly scanId: string;
}

export interface RenewalSummary {
  readonly started: number;
  /** Begun as operations that cannot come to a good end. */
  readonly failed: number;
}

export const renewalSummary = 'automatic renewals';

/** `automatic renewals, 3 started, 1 failed`. */
export function renewalsInWords({ started, failed }: RenewalSummary): string {
  return `${renewalSummary}, ${started} started, ${failed} failed`;
}

/** `certificate operation: renew issued`. */
export function operationInWords({ action, state }: Pick<OperationEnd, 'action' | 'state'>): string {
  return `certificate operation: ${action} ${state}`;
}
