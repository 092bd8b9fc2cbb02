/** Messages of the expiration scan: ids, moments and numbers only. */

/** Where a scan stands; carried through continue-as-new. */
export interface ScanState {
  /** Compact start time: `20261121T120700Z`. */
  readonly scanId: string;
  /** The clock of all its firings, RFC 3339. */
  readonly at: string;
  readonly cursor: { readonly notAfter: string; readonly uuid: string } | null;
  readonly counts: {
    readonly examined: number;
    readonly due: number;
    readonly replaced: number;
    readonly fired: number;
    readonly folded: number;
    readonly batches: number;
  };
}

export type ScanCounters = ScanState['counts'];

export interface ScanStep {
  readonly state: ScanState;
  readonly isDone: boolean;
}

/** 1..100 due certificates, one firing each. */
export interface ExpiringBatch {
  readonly batchId: string;
  readonly scanId: string;
  readonly at: string;
  readonly certificates: readonly string[];
}

export interface ExpiringSummary {
  readonly firings: number;
  readonly skipped: number;
}

/** `20261121T120700Z` of an instant: part of ids, so it holds nothing but digits and two letters. */
export function compactTime(at: Date): string {
  return at
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.(\d{3})Z$/, (_, ms: string) => (ms === '000' ? 'Z' : `${ms}Z`));
}
