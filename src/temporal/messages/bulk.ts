/** Messages of bulk changes: ids, moments and numbers only. */
import type { BulkCounts } from '../../domain/certificates/bulk';

/** Where a bulk change stands; carried through continue-as-new. */
export interface BulkState {
  readonly bulkId: string;
  /** A list: how many of it are dealt with. */
  readonly listed: number;
  /** A filter: behind which certificate it goes on, by the time it was stored. */
  readonly behind: { readonly createdAt: string; readonly uuid: string } | null;
}

export type BulkEnd = 'finished' | 'cancelled' | 'failed';

export interface BulkStep {
  readonly state: BulkState;
  /** Set when there is nothing more to do. */
  readonly end: { readonly status: BulkEnd; readonly message: string | null } | null;
}

/** What a bulk change did, for the Temporal UI. */
export interface BulkSummary extends BulkCounts {
  readonly status: BulkEnd;
}

/** The summary for people: `bulk change of certificates, finished: 230 changed, 0 deleted, 2 unchanged, 1 failed`, and of operations how many are requested. */
export function bulkInWords({ status, changed, deleted, requested, unchanged, failed }: BulkSummary): string {
  if (requested > 0) return `bulk change of certificates, ${status}: ${requested} requested, ${failed} failed`;
  return `bulk change of certificates, ${status}: ${changed} changed, ${deleted} deleted, ${unchanged} unchanged, ${failed} failed`;
}
