import { compareCodePoints } from '../../domain/triggers/resolve-sets';
import type { Readable } from './collection';

/** A value that lists are sorted by. */
export type SortValue = string | Date;

export interface SortField {
  readonly name: string;
  readonly type: 'date' | 'text';
  /** New rows come at its upper end: stretches there must be short, whatever the sample says. */
  readonly growing: boolean;
}

/** A few rows that stand for all of them, with the fields that were asked for. */
export interface Sample {
  readonly points: readonly SortValue[];
  readonly rows: readonly SampledRow[];
  /** About so many rows lie between two points. */
  readonly rowsPerStretch: number;
}

export type SampledRow = Readonly<Record<string, unknown>>;

interface Known {
  readonly takenAt: number;
  readonly sample: Promise<Sample>;
  /** One that takes its place as soon as it is there. */
  next?: Promise<unknown>;
}

const usualPoints = 4_000;
const longestPrefix = 4;
const enoughRows = 250;
/** Rows of a sample whose fields are remembered. */
const mostKept = 1_000;
/** Stretches shorter than this many rows would only cost round trips. */
const rowsPerStretch = 200;
/** After this a new sample is taken while the old one serves; after that nobody is served by the old one. */
const freshForMs = 60_000;
const servesForMs = 5 * 60_000;
const recentMs = [3_000, 30_000, 5 * 60_000, 30 * 60_000, 3 * 3_600_000, 24 * 3_600_000] as const;

/**
 * Where a large collection can be cut into stretches of about equal size along a sort field.
 *
 * Some stores walk an open index range to its end before a limit counts, so a page must ask for a bounded stretch,
 * and values are never spread evenly: half of an inventory may come from one afternoon. Keys are uuids whose first
 * digits are random, so all rows of one key prefix are a fair sample of any other field, found by one short range on
 * the primary index. Wrong or old points make pages slower, never wrong.
 */
export function createSplitPoints(
  collection: Readable,
  {
    wanted = usualPoints,
    clock = Date.now,
    fields = [],
  }: { readonly wanted?: number; readonly clock?: () => number; readonly fields?: readonly string[] } = {},
) {
  const samples = new Map<string, Known>();
  const kept = Object.fromEntries(fields.map((field) => [field, 1 as const]));

  /** A longer prefix is a smaller part of the rows; the first part that says enough is taken. Counting would walk all. */
  async function take(field: string): Promise<Sample> {
    for (let digits = longestPrefix; digits > 0; digits -= 1) {
      const prefix = Array.from({ length: digits }, () => Math.floor(Math.random() * 16).toString(16)).join('');
      const rows = await collection
        .find<SampledRow>({ _id: { $gte: prefix, $lt: `${prefix}g` } }, { projection: { ...kept, _id: 0, [field]: 1 } })
        .toArray();
      if (rows.length < enoughRows) continue;
      const values = rows.map((row) => (row[field] ?? null) as SortValue | null).filter((value) => value !== null);
      const total = rows.length * 16 ** digits;
      const points = thin(values.sort(compareValues), Math.min(wanted, Math.floor(total / rowsPerStretch)));
      return {
        points,
        rows: fields.length > 0 ? rows.slice(0, mostKept) : [],
        rowsPerStretch: total / (points.length + 1),
      };
    }
    return { points: [], rows: [], rowsPerStretch };
  }

  /**
   * An old sample serves until the new one is there, unless very much may have come in since: a stretch of a collection that
   * was small then could hold all of it.
   */
  function sampleOf({ name }: SortField): Promise<Sample> {
    const known = samples.get(name);
    if (known === undefined || clock() - known.takenAt > servesForMs) {
      const first = { takenAt: clock(), sample: take(name) };
      samples.set(name, first);
      first.sample.catch(() => samples.get(name) === first && samples.delete(name));
      return first.sample;
    }
    if (clock() - known.takenAt > freshForMs) {
      known.next ??= take(name)
        .then((sample) => samples.set(name, { takenAt: clock(), sample: Promise.resolve(sample) }))
        .catch(() => delete known.next);
    }
    return known.sample;
  }

  return {
    sampleOf,

    /** Ascending, without repetition; empty when the collection is small. */
    async of(field: SortField): Promise<readonly SortValue[]> {
      const { points } = await sampleOf(field);
      if (!field.growing) return points;
      const last = points.at(-1);
      const recent = recentMs.map((ms) => new Date(clock() - ms)).reverse();
      return [...points, ...recent.filter((point) => last === undefined || compareValues(point, last) > 0)];
    },
  };
}

export type SplitPoints = ReturnType<typeof createSplitPoints>;

function thin(sorted: readonly SortValue[], wanted: number): SortValue[] {
  const every = Math.max(1, sorted.length / wanted);
  const points: SortValue[] = [];
  for (let at = every / 2; at < sorted.length; at += every) {
    const point = sorted[Math.floor(at)];
    const last = points.at(-1);
    if (point !== undefined && (last === undefined || compareValues(point, last) > 0)) points.push(point);
  }
  return points;
}

/** The database's order: text by code point, which is the order of its UTF-8 bytes, instants by time. */
export function compareValues(one: SortValue, other: SortValue): number {
  if (one instanceof Date) return other instanceof Date ? one.getTime() - other.getTime() : 1;
  return other instanceof Date ? -1 : compareCodePoints(one, other);
}
