/** What a scan has done so far. */
export interface ScanCounts {
  /** Certificates inside the widest window. */
  readonly examined: number;
  readonly due: number;
  /** Inside their window, with a valid replacement. */
  readonly replaced: number;
  /** Firings of their own, those at an end among them. */
  readonly fired: number;
  readonly folded: number;
  /** Certificates that had ended without a replacement and were told of for the last time. */
  readonly ended: number;
  /** Workflow runs that carry the firings. */
  readonly batches: number;
}

export const noCounts: ScanCounts = { examined: 0, due: 0, replaced: 0, fired: 0, folded: 0, ended: 0, batches: 0 };
