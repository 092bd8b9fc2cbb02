import type { Readable, Row } from './collection';
import { createReadSize } from './read-size';
import { createTurns } from './turns';
import type { SortValue, SplitPoints } from './split-points';
import { startOf, stretchBehind, type Cursor, type Order, type Position } from './stretches';

export type { Position };

export interface Scan<D> extends Order {
  /**
   * Equalities that the filter implies and that an index has before the sort field: that index is read in place of the
   * one on the sort field alone.
   */
  readonly lead?: Readonly<Record<string, unknown>>;
  /** So many stretches are joined for the first read; one when absent. */
  readonly begin?: number;
  /** After so many milliseconds no more rows are looked at. */
  readonly budgetMs?: number;
  /** May be wider than wanted; then `matches` decides. */
  readonly filter: Readonly<Record<string, unknown>>;
  readonly matches?: (row: D) => boolean;
  /** Works out beforehand what `matches` needs for the first of these rows; gives for how many, at least one. */
  readonly prepare?: (rows: readonly D[]) => Promise<number>;
  /** What is kept of a row that was found: what only `matches` looks at may be large. All of it when absent. */
  readonly keep?: (row: D) => D;
  /** What `matches` looks at may be large: rows are read as many at once as can be read quickly. */
  readonly large?: boolean;
  readonly limit: number;
  readonly projection: Readonly<Record<string, 0 | 1>>;
}

export interface ScannedPage<D> {
  readonly items: readonly D[];
  /** Undefined on the last page. A page may be short, even empty, and still have a next one. */
  readonly next: Position | undefined;
}

/** What one request may cost: candidates looked at, and time after which none is looked at any more. */
const budget = { candidates: 10_000, ms: 400 } as const;
const batchSize = 500;
const preparedAtOnce = 200;
const widestStretch = 16;
/** With a lead a stretch holds few rows, however long it is. */
const widestLedStretch = 8_192;
/** A collection with fewer split points is read to its end, however little time there is. */
const fewPoints = 16;
/** Where somebody waits, stretches that hold more than this many rows are not joined. */
const enoughRows = 100;

/**
 * One page in the order of (sort field, `_id`), which must be an index of the collection. The index is read in
 * bounded stretches; several are joined where they hold little. A page ends when it is full, when nothing is left or
 * when its budget is spent, and tells where the next one goes on. Rows that come in meanwhile neither repeat others
 * nor push them out.
 */
export async function scanPage<D extends Row>(
  collection: Readable,
  splitPoints: SplitPoints,
  scan: Scan<D>,
  clock: () => number = Date.now,
): Promise<ScannedPage<D>> {
  const points = await splitPoints.of(scan.sort);
  const startedAt = clock();
  const isPrompt = scan.budgetMs !== undefined && points.length >= fewPoints;
  const deadline = startedAt + (isPrompt ? (scan.budgetMs ?? budget.ms) : budget.ms);
  const widest = scan.lead === undefined ? widestStretch : widestLedStretch;
  // Who is in a hurry and knows where to begin must not end with a read that takes longer than all before.
  const growth = scan.lead === undefined || (isPrompt && scan.begin !== undefined) ? 2 : 4;
  const turns = createTurns();
  const size = createReadSize();
  const found: D[] = [];
  let full: Position | undefined;
  /** The last row that `matches` was asked about. */
  let looked: Position | undefined;
  let candidates = 0;
  const first = Math.min(scan.begin ?? 1, widest);
  let joined = first;
  const hasFilter = Object.keys(scan.filter).length > 0;
  let at: Cursor | undefined = startOf(scan);

  while (at !== undefined && candidates < budget.candidates && clock() < deadline) {
    const stretch = stretchBehind(scan, points, at, joined);
    // One more than wanted tells whether there is a next page.
    const most = scan.large === true ? size.now() : batchSize;
    const batch = scan.matches === undefined ? Math.min(scan.limit + 1 - found.length, batchSize) : most;
    const askedAt = performance.now();
    const rows = await collection
      // The stretch stands at the top, where every planner looks for the bounds of the index.
      .find<D>(
        { ...scan.lead, ...stretch.filter, ...(hasFilter ? { $and: [scan.filter] } : {}) },
        {
          projection: scan.projection,
        },
      )
      .sort({ [scan.sort.name]: scan.sort.direction, _id: scan.sort.direction })
      .limit(batch)
      .toArray();
    size.took(performance.now() - askedAt);
    let prepared = scan.prepare === undefined ? Number.POSITIVE_INFINITY : 0;
    for (const [index, row] of rows.entries()) {
      if (scan.matches !== undefined) {
        if (looked !== undefined && (turns.isDue() || index >= prepared)) {
          await turns.give();
          if (clock() >= deadline) return { items: found, next: full ?? looked };
        }
        if (index >= prepared)
          prepared = index + ((await scan.prepare?.(rows.slice(index, index + preparedAtOnce))) ?? 0);
        looked = positionOf(row, scan);
        if (!scan.matches(row)) continue;
      }
      if (found.length === scan.limit) return { items: found, next: full };
      found.push(scan.keep?.(row) ?? row);
      if (found.length === scan.limit) full = positionOf(row, scan);
    }
    candidates += rows.length;
    const last = rows.at(-1);
    if (last !== undefined && rows.length === batch) {
      at = { position: positionOf(last, scan), tied: true };
    } else {
      at = stretch.next;
      if (!stretch.isTie)
        joined =
          rows.length < (isPrompt ? Math.min(batch / 2, enoughRows) : batch / 2)
            ? Math.min(joined * growth, widest)
            : first;
    }
  }
  return { items: found, next: at?.position };
}

function positionOf(row: Row, { sort }: Pick<Order, 'sort'>): Position {
  return { value: (Reflect.get(row, sort.name) ?? null) as SortValue | null, id: row._id };
}
