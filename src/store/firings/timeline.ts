import { groupBy } from '../../domain/values/group-by';
import type { Readable } from '../database/collection';
import type { Sample } from '../database/split-points';
import { errorStatuses, type Clause } from './leading';
import { shareOf } from './shares';

/** [from, to), cut into stretches of `milliseconds`. */
export interface TimelineRange {
  readonly from: Date;
  readonly to: Date;
  readonly milliseconds: number;
}

export interface TimelinePoint {
  /** Place of the stretch, from 0. */
  readonly index: number;
  readonly firings: number;
  /** Failed, or finished with errors. */
  readonly failed: number;
  readonly ignored: number;
}

/** Stretches without a firing are left out. */
export interface Timeline {
  readonly isEstimate: boolean;
  readonly items: readonly TimelinePoint[];
}

/** So many firings of a time are counted one by one; more would take longer than a list. */
const mostCounted = 20_000;

/**
 * What a sample of all firings says of a time; undefined where it has few enough firings to count them.
 * @param sample its rows have `occurredAt` beside the fields that clauses ask for
 */
export function estimateTimeline(
  sample: Sample,
  clauses: readonly Clause[],
  range: TimelineRange,
): Timeline | undefined {
  const { rows } = sample;
  if (rows.length === 0) return undefined;
  const rowsPerSample = ((sample.points.length + 1) * sample.rowsPerStretch) / rows.length;
  const within = rows.filter(({ occurredAt }) => isWithin(occurredAt, range));
  if (within.length * rowsPerSample <= mostCounted) return undefined;
  const meeting = within.filter((row) => shareOf({ ...sample, rows: [row] }, clauses) > 0);
  return { isEstimate: true, items: pointsOf(meeting, range, rowsPerSample) };
}

/** Counts the firings of each stretch. Not every store can compute with times, so that is done here. */
export async function readTimeline(
  collection: Pick<Readable, 'find'>,
  clauses: readonly Clause[],
  range: TimelineRange,
): Promise<Timeline> {
  const { from, to } = range;
  const rows = await collection
    .find<Counted>(
      { occurredAt: { $gte: from, $lt: to }, ...(clauses.length === 0 ? {} : { $and: [...clauses] }) },
      { projection: { _id: 0, occurredAt: 1, status: 1, outcome: 1 } },
    )
    .toArray();
  return { isEstimate: false, items: pointsOf(rows, range, 1) };
}

/** What is counted of a firing. */
interface Counted extends Readonly<Record<string, unknown>> {
  readonly occurredAt?: unknown;
  readonly status?: unknown;
  readonly outcome?: unknown;
}

/** @param weight so many firings each row stands for */
function pointsOf(rows: readonly Counted[], { from, milliseconds }: TimelineRange, weight: number): TimelinePoint[] {
  const placeOf = ({ occurredAt }: Counted) =>
    String(Math.floor(((occurredAt as Date).getTime() - from.getTime()) / milliseconds));
  const count = (some: readonly Counted[], holds: (row: Counted) => boolean) =>
    Math.round(some.filter(holds).length * weight);
  return [...groupBy(rows, placeOf)]
    .map(([index, some]) => ({
      index: Number(index),
      firings: count(some, () => true),
      failed: count(some, ({ status }) => errorStatuses.some((one) => one === status)),
      ignored: count(some, ({ outcome }) => outcome === 'ignored'),
    }))
    .sort((a, b) => a.index - b.index);
}

function isWithin(at: unknown, { from, to }: TimelineRange): boolean {
  return at instanceof Date && at >= from && at < to;
}
