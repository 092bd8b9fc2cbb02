import type { Collection } from '../../domain/collections/collection';
import type { InventoryMark } from '../../store/certificates/inventory-mark';
import type { CollectionScanStore } from '../../store/collections/scans';
import { isScanDue } from './due';
import type { CollectionScans } from './scan';

export interface CollectionRoundDeps {
  readonly collections: { all(): Promise<readonly Collection[]> };
  /** The uuids of collections that definitions watch. */
  readonly watched: () => Promise<ReadonlySet<string>>;
  readonly scans: Pick<CollectionScanStore, 'all'>;
  readonly mark: Pick<InventoryMark, 'read'>;
  readonly forget: CollectionScans['forget'];
  /** Starts the scan of a collection; one that is under way goes on. */
  readonly start: (collectionId: string) => Promise<void>;
  readonly now: () => Date;
}

/** Starts the scans that are due, and lets go what is not watched any more. Any number of processes may do it. */
export function createCollectionRounds(deps: CollectionRoundDeps) {
  return async function round(): Promise<void> {
    const [all, watched, scans] = await Promise.all([deps.collections.all(), deps.watched(), deps.scans.all()]);
    const wanted = all.filter(({ uuid, track }) => track || watched.has(uuid));
    const known = new Map(scans.map((scan) => [scan.collectionId, scan]));
    if (wanted.length > 0) {
      const mark = await deps.mark.read();
      const now = deps.now();
      for (const one of wanted) if (isScanDue(one, known.get(one.uuid), mark, now)) await deps.start(one.uuid);
    }
    const ids = new Set(wanted.map(({ uuid }) => uuid));
    for (const id of known.keys()) if (!ids.has(id)) await deps.forget(id);
  };
}
