import type { Sample } from '../database/split-points';
import type { Clause } from './leading';

/** More rows than this are not read at once, though fewer may match. */
const mostAtOnce = 600;
/** A page is to be filled by one read although rows are not spread evenly. */
const surplus = 1.3;

/** What of a firing clauses ask for, as a sample keeps it. */
export const sampledFields = [
  ...['event', 'status', 'outcome', 'snapshotId', 'objectUuid', 'resource'],
  ...['actor.uuid', 'actor.type', 'matchedTriggers.uuid'],
] as const;

/** The part of all rows that meet these clauses, as the sample has them; 1 where there is none. */
export function shareOf({ rows }: Sample, clauses: readonly Clause[]): number {
  if (rows.length === 0) return 1;
  const asked = clauses.flatMap((clause) =>
    Object.entries(clause).map(([path, wanted]) => ({ path: path.split('.'), values: valuesWanted(wanted) })),
  );
  const meeting = rows.filter((row) =>
    asked.every(({ path, values }) => {
      const there = valuesAt(row, path);
      return values.some((value) => (value === null ? there.length === 0 : there.includes(value)));
    }),
  );
  return meeting.length / rows.length;
}

/**
 * How many stretches are to be read at first for a page of `limit`, so that one read is enough where that is possible
 * and none reads much for little.
 * @param read part of all rows that an index leads to
 * @param found part of all rows that match
 */
export function firstStretches(
  { rows, rowsPerStretch }: Sample,
  limit: number,
  { read, found }: { readonly read: number; readonly found: number },
): number {
  // What no row of the sample is, half a row may be.
  const least = 0.5 / Math.max(1, rows.length);
  const bearable = mostAtOnce / (Math.max(read, least) * rowsPerStretch);
  const forPage = found === 0 ? bearable : ((limit + 1) * surplus) / (found * rowsPerStretch);
  return Math.max(1, Math.ceil(Math.min(forPage, bearable)));
}

function valuesWanted(wanted: unknown): readonly unknown[] {
  return typeof wanted === 'object' && wanted !== null && '$in' in wanted ? (wanted.$in as unknown[]) : [wanted];
}

/** What stands there, in any element of lists; nothing where it is null. */
function valuesAt(value: unknown, path: readonly string[], at = 0): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, path, at));
  if (value === null || value === undefined) return [];
  if (at === path.length) return [value];
  return typeof value === 'object' ? valuesAt(Reflect.get(value, path[at]!), path, at + 1) : [];
}
