import type { Collection } from '../../domain/collections/collection';
import type { CollectionScan } from '../../store/collections/scans';

/** Without any change: relative dates of queries move. */
const everyMs = 600_000;
/** Changes come in bursts: the inventory is left alone for so long after a scan, */
const pauseMs = 2_000;
/** and for so many times what the scan took. */
const pace = 5;
/** A pass that is under way is not asked for again before. */
const underWayMs = 60_000;

/**
 * Whether a collection is to be scanned now: at once after something of the inventory has changed, else every ten
 * minutes.
 * @param mark of the inventory, now
 */
export function isScanDue(
  { query }: Pick<Collection, 'query'>,
  scan: CollectionScan | undefined,
  mark: number,
  now: Date,
): boolean {
  if (scan === undefined) return true;
  const { finishedAt, passAt, tookMs, seenMark } = scan;
  const since = (at: Date) => now.getTime() - at.getTime();
  if (finishedAt === null || passAt > finishedAt) return since(passAt) >= underWayMs;
  if (since(finishedAt) >= everyMs) return true;
  const hasChanged = seenMark !== mark || JSON.stringify(scan.query) !== JSON.stringify(query);
  return hasChanged && since(finishedAt) >= Math.max(pauseMs, pace * tookMs);
}
