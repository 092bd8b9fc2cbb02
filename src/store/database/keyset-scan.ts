import { earliestInstant } from '../../domain/values/scalars';
import type { Readable, Row } from './collection';
import { countPages, countRows, type Count } from './count';
import { createReadSize } from './read-size';
import { createTurns } from './turns';
import { compareValues, type SortField, type SortValue, type SplitPoints } from './split-points';

/** The last row a page has dealt with. `value` null: rows without a value in the sort field. */
export interface Position {
  readonly value: SortValue | null;
  readonly id: string;
}

export interface Scan<D> {
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
  readonly sort: SortField & {
    readonly direction: 1 | -1;
    /** Rows without a value come first in ascending order, as the database sorts them. */
    readonly nullable: boolean;
    /** Inclusive lower and exclusive upper bound of the sort field; rows without a value are then left out. */
    readonly from?: SortValue | undefined;
    readonly to?: SortValue | undefined;
  };
  readonly after: Position | undefined;
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

/** Above and below every key: ours begin with lower-case hexadecimal digits. */
const aboveKeys = '~';
const belowKeys = '';

/** The part of a scan that says where it goes. */
type Order = Pick<Scan<never>, 'sort' | 'after'>;

/** Where reading goes on: behind `position`, first with the rows that share its value when `tied`. */
interface Cursor {
  readonly position: Position | undefined;
  readonly tied: boolean;
}

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

/** How many rows a scan would give in all. */
export async function countScan<D extends Row>(
  collection: Readable,
  splitPoints: SplitPoints,
  scan: Omit<Scan<D>, 'after' | 'limit'>,
): Promise<Count> {
  if (scan.matches !== undefined) {
    return countPages<Position>((after, limit) => scanPage(collection, splitPoints, { ...scan, after, limit }));
  }
  const { name, from, to } = scan.sort;
  const bounds = { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) };
  return countRows(collection, {
    ...scan.lead,
    ...(Object.keys(bounds).length === 0 ? {} : { [name]: bounds }),
    ...(Object.keys(scan.filter).length === 0 ? {} : { $and: [scan.filter] }),
  });
}

function positionOf(row: Row, { sort }: Order): Position {
  return { value: (Reflect.get(row, sort.name) ?? null) as SortValue | null, id: row._id };
}

function hasBounds({ sort }: Order): boolean {
  return sort.from !== undefined || sort.to !== undefined;
}

function startOf(scan: Order): Cursor {
  const { direction, nullable } = scan.sort;
  if (scan.after !== undefined) return { position: scan.after, tied: scan.after.id !== endOfTies(direction) };
  const nullsFirst = nullable && direction === 1 && !hasBounds(scan);
  return nullsFirst ? { position: { value: null, id: belowKeys }, tied: true } : { position: undefined, tied: false };
}

/** Marks a position whose ties are all read, so that going on there makes headway at once. */
function endOfTies(direction: 1 | -1): string {
  return direction === 1 ? aboveKeys : belowKeys;
}

interface Stretch {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly isTie: boolean;
  /** Where to go on once the stretch is read to its end; undefined when it was the last. */
  readonly next: Cursor | undefined;
}

function stretchBehind(scan: Order, points: readonly SortValue[], at: Cursor, joined: number): Stretch {
  const { name, direction } = scan.sort;
  if (at.tied && at.position !== undefined) {
    const { value, id } = at.position;
    const isLast = value === null && direction === -1;
    return {
      filter: { [name]: value, _id: direction === 1 ? { $gt: id } : { $lt: id } },
      isTie: true,
      next: isLast ? undefined : { position: { value, id: endOfTies(direction) }, tied: false },
    };
  }
  const start = at.position?.value ?? undefined;
  return direction === 1 ? upwards(scan, points, start, joined) : downwards(scan, points, start, joined);
}

/** Behind `start`, up to and including the split point that is `joined` points away. */
function upwards({ sort }: Order, points: readonly SortValue[], start: SortValue | undefined, joined: number) {
  const { name, from, to } = sort;
  const first = points.findIndex((point) => isAbove(point, start) && isAbove(point, from));
  const point = first === -1 ? undefined : points[first + joined - 1];
  const end = point !== undefined && isBelow(point, to) ? point : undefined;
  const lower = start === undefined ? { $gte: from ?? lowest(sort) } : { $gt: start };
  const upper = end !== undefined ? { $lte: end } : to !== undefined ? { $lt: to } : {};
  return {
    filter: { [name]: { ...lower, ...upper } },
    isTie: false,
    next: end === undefined ? undefined : { position: { value: end, id: endOfTies(1) }, tied: false },
  };
}

function downwards(scan: Order, points: readonly SortValue[], start: SortValue | undefined, joined: number) {
  const { name, from, to, nullable } = scan.sort;
  const last = points.findLastIndex((point) => isBelow(point, start) && isBelow(point, to));
  const point = last === -1 ? undefined : points[last - joined + 1];
  const end = point !== undefined && isAbove(point, from) ? point : undefined;
  const bound = start ?? to;
  const upper = bound === undefined ? {} : { $lt: bound };
  const whatFollows: Cursor | undefined =
    nullable && !hasBounds(scan) ? { position: { value: null, id: aboveKeys }, tied: true } : undefined;
  return {
    filter: { [name]: { $gte: end ?? from ?? lowest(scan.sort), ...upper } },
    isTie: false,
    next: end === undefined ? whatFollows : { position: { value: end, id: endOfTies(-1) }, tied: false },
  };
}

function isAbove(point: SortValue, bound: SortValue | undefined): boolean {
  return bound === undefined || compareValues(point, bound) > 0;
}

function isBelow(point: SortValue, bound: SortValue | undefined): boolean {
  return bound === undefined || compareValues(point, bound) < 0;
}

/** Ranges compare within one type only: this keeps rows without a value out. */
function lowest({ type }: SortField): SortValue {
  return type === 'date' ? new Date(earliestInstant) : '';
}
