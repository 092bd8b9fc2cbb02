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

interface Sample {
  readonly takenAt: number;
  readonly points: Promise<readonly SortValue[]>;
}

const usualPoints = 1000;
const longestPrefix = 4;
const enoughRows = 250;
/** Stretches shorter than this many rows would only cost round trips. */
const rowsPerStretch = 200;
const trustedForMs = 5 * 60_000;
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
  { wanted = usualPoints, clock = Date.now }: { readonly wanted?: number; readonly clock?: () => number } = {},
) {
  const samples = new Map<string, Sample>();

  /** A longer prefix is a smaller part of the rows; the first part that says enough is taken. Counting would walk all. */
  async function sample(field: string): Promise<readonly SortValue[]> {
    for (let digits = longestPrefix; digits > 0; digits -= 1) {
      const prefix = Array.from({ length: digits }, () => Math.floor(Math.random() * 16).toString(16)).join('');
      const rows = await collection
        .find<Readonly<Record<string, SortValue | null>>>(
          { _id: { $gte: prefix, $lt: `${prefix}g` } },
          { projection: { _id: 0, [field]: 1 } },
        )
        .toArray();
      if (rows.length < enoughRows) continue;
      const values = rows.map((row) => row[field] ?? null).filter((value) => value !== null);
      const total = rows.length * 16 ** digits;
      return thin(values.sort(compareValues), Math.min(wanted, Math.floor(total / rowsPerStretch)));
    }
    return [];
  }

  return {
    /** Ascending, without repetition; empty when the collection is small. */
    async of(field: SortField): Promise<readonly SortValue[]> {
      let known = samples.get(field.name);
      if (known === undefined || clock() - known.takenAt > trustedForMs) {
        known = { takenAt: clock(), points: sample(field.name) };
        samples.set(field.name, known);
        known.points.catch(() => samples.delete(field.name));
      }
      const points = await known.points;
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
