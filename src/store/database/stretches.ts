import { earliestInstant } from '../../domain/values/scalars';
import { compareValues, type SortField, type SortValue } from './split-points';

/** The last row a page has dealt with. `value` null: rows without a value in the sort field. */
export interface Position {
  readonly value: SortValue | null;
  readonly id: string;
}

/** Above and below every key: ours begin with lower-case hexadecimal digits. */
const aboveKeys = '~';
const belowKeys = '';

/** The part of a scan that says where it goes. */
export interface Order {
  readonly sort: SortField & {
    readonly direction: 1 | -1;
    /** Rows without a value come first in ascending order, as the database sorts them. */
    readonly nullable: boolean;
    /** Inclusive lower and exclusive upper bound of the sort field; rows without a value are then left out. */
    readonly from?: SortValue | undefined;
    readonly to?: SortValue | undefined;
  };
  readonly after: Position | undefined;
}

/** Where reading goes on: behind `position`, first with the rows that share its value when `tied`. */
export interface Cursor {
  readonly position: Position | undefined;
  readonly tied: boolean;
}

function hasBounds({ sort }: Order): boolean {
  return sort.from !== undefined || sort.to !== undefined;
}

/** Where a scan begins, or goes on. */
export function startOf(scan: Order): Cursor {
  const { direction, nullable } = scan.sort;
  if (scan.after !== undefined) return { position: scan.after, tied: scan.after.id !== endOfTies(direction) };
  const nullsFirst = nullable && direction === 1 && !hasBounds(scan);
  return nullsFirst ? { position: { value: null, id: belowKeys }, tied: true } : { position: undefined, tied: false };
}

/** Marks a position whose ties are all read, so that going on there makes headway at once. */
function endOfTies(direction: 1 | -1): string {
  return direction === 1 ? aboveKeys : belowKeys;
}

export interface Stretch {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly isTie: boolean;
  /** Where to go on once the stretch is read to its end; undefined when it was the last. */
  readonly next: Cursor | undefined;
}

/** The next stretch of the index behind `at`, up to the split point that is `joined` points away. */
export function stretchBehind(scan: Order, points: readonly SortValue[], at: Cursor, joined: number): Stretch {
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
