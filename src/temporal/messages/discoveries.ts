/** Messages of discoveries: ids, positions and numbers only. */
import { defineSignal } from '@temporalio/workflow';
import type { RowCounts } from '../../domain/discoveries/discovery';

/** Where a run stands; carried through continue-as-new. */
export interface DiscoveryRunState {
  /** `<discovery>.<number>`. */
  readonly runId: string;
  /** Behind how many of the source's targets, files or rows it goes on. */
  readonly position: number;
  /** Nothing is read any more: the run before was lost. */
  readonly isLost?: boolean;
}

/** Something about the run has changed that it may want to know at once: no more content, cancelled. */
export const discoveryNews = defineSignal('discoveryNews');

export interface DiscoveryBeginning {
  /** Content is sent by others: the run waits for it. */
  readonly isPushed: boolean;
}

export interface DiscoveryStep {
  readonly state: DiscoveryRunState;
  readonly isRead: boolean;
}

/** Why a run ends before its source does. */
export type BreakingOff = 'cancelled' | 'fault' | 'lost';

/** How much is still to be decided. */
export interface DiscoveryRemainder {
  readonly open: number;
}

/** 1..100 certificates that a run has found, one firing each. */
export interface DiscoveredBatch {
  readonly batchId: string;
  readonly runId: string;
}

export interface DiscoveredSummary {
  readonly imported: number;
  readonly known: number;
  readonly ignored: number;
  readonly failed: number;
}

/** What the workflow of a batch is told. */
export interface DecidedDiscovered extends DiscoveredSummary {
  /** Uploads at work hold these: they are decided when those have ended. */
  readonly held: number;
  readonly firingsWithEffects: readonly string[];
  readonly outcome: string;
}

/** One ended run of a discovery: one firing. */
export interface FinishedDiscovery {
  readonly batchId: string;
  readonly runId: string;
}

export interface DecidedFinished {
  readonly firingsWithEffects: readonly string[];
  readonly outcome: string;
}

/** What a run did, for the Temporal UI. */
export interface DiscoverySummary {
  readonly status: string;
  readonly rows: RowCounts;
  readonly gaps: number;
}

/** `certificate discovered, 97 imported, 2 known, 1 ignored, 0 failed`. */
export function discoveredInWords({ imported, known, ignored, failed }: DiscoveredSummary): string {
  return `certificate discovered, ${imported} imported, ${known} known, ${ignored} ignored, ${failed} failed`;
}

/** `discovery, completed: 97 imported, 2 known, 1 ignored, 0 failed, 0 gaps`. */
export function discoveryInWords({ status, rows, gaps }: DiscoverySummary): string {
  const { imported, known, ignored, failed, pending } = rows;
  return `discovery, ${status}: ${imported} imported, ${known} known, ${ignored} ignored, ${failed + pending} failed, ${gaps} gaps`;
}
