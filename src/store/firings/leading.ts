import type { FiringFilter } from './firing-filter';

/** Ranges of an index that are read side by side. */
const mostLeads = 16;

/** Statuses and outcomes that few firings have; the others would lead to most of the history. */
const seldom: ReadonlySet<string> = new Set(['running', 'failed', 'finished_with_errors', 'ignored', 'error']);

/** Statuses of firings that something went wrong with. */
export const errorStatuses = ['failed', 'finished_with_errors'] as const;

export type Clause = Readonly<Record<string, unknown>>;

/**
 * The part of a filter that an index with the time behind it answers, the most selective first: the rest is looked at in
 * the rows that it gives. Several are read side by side, because some stores walk the whole index for a list of values.
 * None: the rows are read by time alone.
 */
export function leadingClauses(filter: FiringFilter): readonly Clause[] {
  const { object, trigger, actor, snapshots, placeIsPlatform, statuses, outcomes, errorsOnly, events } = filter;
  const each = (name: string, values: readonly string[]) =>
    values.length > mostLeads ? [] : [...new Set(values)].map((value) => ({ [name]: value }));
  const areSeldom = (values: readonly string[] | undefined) => values?.every((value) => seldom.has(value)) === true;
  if (object !== undefined) return [{ objectUuid: object.uuid }];
  if (trigger !== undefined) return [{ 'matchedTriggers.uuid': trigger }];
  if (snapshots !== undefined && placeIsPlatform !== true && snapshots.length <= mostLeads) {
    return each('snapshotId', snapshots);
  }
  if (areSeldom(statuses)) return each('status', statuses!);
  if (errorsOnly === true) return each('status', errorStatuses);
  if (areSeldom(outcomes)) return each('outcome', outcomes!);
  if (actor !== undefined) return [{ 'actor.uuid': actor === 'system' ? null : actor }];
  if (outcomes !== undefined) return each('outcome', outcomes);
  if (events !== undefined) return each('event', events);
  return statuses === undefined ? [] : each('status', statuses);
}

/** A condition for one of these values. */
export function oneOrAmong(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : { $in: [...values] };
}
