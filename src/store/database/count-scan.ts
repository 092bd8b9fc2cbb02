import type { Readable, Row } from './collection';
import { countOf, countPages, countWithin, mostCounted, type Count } from './count';
import { scanPage, type Position, type Scan } from './keyset-scan';
import type { SplitPoints } from './split-points';
import { startOf, stretchBehind, type Cursor } from './stretches';

/** Somebody may wait for it together with a page of the list. */
const budgetMs = 300;
/** So many stretches are counted however long they take: all of a small collection, on however busy a machine. */
const always = 4;
/** For one stretch, which is short unless very much has come in since the sample. */
const stretchMs = 2_000;
/** About so many rows are counted at once: what is asked for last must not take much longer than all before. */
const rowsAtOnce = 2_000;
/** Of an estimate this many times as large nobody needs to doubt that it is more than are counted. */
const certainty = 2;
const mostJoined = 8_192;

/**
 * How many rows a scan would give in all, stretch by stretch: some stores walk all of what a filter leaves open before a
 * limit counts. What is plainly more than lists count is not counted at all.
 */
export async function countScan<D extends Row>(
  collection: Readable,
  splitPoints: SplitPoints,
  scan: Omit<Scan<D>, 'after' | 'limit'>,
  clock: () => number = Date.now,
): Promise<Count> {
  if (scan.matches !== undefined) {
    return countPages<Position>((after, limit) => scanPage(collection, splitPoints, { ...scan, after, limit }));
  }
  const order = { sort: scan.sort, after: undefined };
  const { points: sampled, rowsPerStretch } = await splitPoints.sampleOf(scan.sort);
  const hasFilter = Object.keys(scan.filter).length > 0;
  const isWhole = !hasFilter && scan.lead === undefined && scan.sort.from === undefined && scan.sort.to === undefined;
  if (isWhole && sampled.length * rowsPerStretch > certainty * mostCounted) return countOf(Infinity);
  const points = await splitPoints.of(scan.sort);
  let joined = Math.max(1, Math.floor(rowsAtOnce / rowsPerStretch));
  const deadline = clock() + budgetMs;
  let found = 0;
  let counts = 0;
  for (let at: Cursor | undefined = startOf(order); at !== undefined && found <= mostCounted;) {
    if (counts >= always && clock() >= deadline) return { value: found, relation: 'atLeast' };
    counts += 1;
    const stretch = stretchBehind(order, points, at, joined);
    const counted = await countWithin(
      collection,
      { ...scan.lead, ...stretch.filter, ...(hasFilter ? { $and: [scan.filter] } : {}) },
      stretchMs,
    );
    if (counted === undefined) return { value: found, relation: 'atLeast' };
    found += counted;
    at = stretch.next;
    // With a lead a stretch holds few rows, however long it is.
    if (scan.lead !== undefined && !stretch.isTie && counted < rowsAtOnce / 4)
      joined = Math.min(joined * 4, mostJoined);
  }
  return countOf(found);
}
