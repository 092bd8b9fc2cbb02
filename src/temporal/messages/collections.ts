/** Messages of scans of collections: ids, positions and numbers only. */

/** Where a scan stands; carried through continue-as-new. */
export interface CollectionScanState {
  readonly collectionId: string;
  /** First what is in the collection is looked through, then what was. */
  readonly phase: 'found' | 'known';
  /** Where reading goes on, as JSON text; null: at the beginning. */
  readonly cursor: string | null;
  readonly counts: CollectionScanCounts;
}

export interface CollectionScanCounts {
  readonly members: number;
  readonly entered: number;
  readonly left: number;
}

export interface CollectionScanStep {
  readonly state: CollectionScanState;
  readonly isDone: boolean;
}

/** The summary for people: `scan of a collection: 230 members, 2 entered, 1 left`. */
export function collectionScanInWords({ members, entered, left }: CollectionScanCounts): string {
  return `scan of a collection: ${members} members, ${entered} entered, ${left} left`;
}

/** What of a collection a definition is to see. */
export interface ConsumerState {
  readonly definition: string;
  readonly collection: string;
  /** Null: what its cursor has not passed. Otherwise what somebody has asked for. */
  readonly backfill: {
    /** Changes since this moment (ISO 8601); null: all that are members now. */
    readonly from: string | null;
    /** At most so many more. */
    readonly left: number;
    /** Where reading goes on; null: at the beginning. */
    readonly behind: string | null;
  } | null;
}

export interface ConsumerStep {
  readonly state: ConsumerState;
  readonly isDone: boolean;
}
