import type { FiringFilter } from './firing-filter';

/** Ranges of an index that are read side by side. */
const mostLeads = 16;

/** Statuses and outcomes that few firings have; the others would lead to most of the history. */
const seldom: ReadonlySet<string> = new Set(['running', 'failed', 'finished_with_errors', 'ignored', 'error']);

/** Statuses of firings that something went wrong with. */
export const errorStatuses = ['failed', 'finished_with_errors'] as const;

export type Clause = Readonly<Record<string, unknown>>;

/**
 * The parts of a filter that an index with the time behind it answers, what is most selective as a rule first; each
 * stands for the whole filter, the rest is looked at in the rows that it gives. Several clauses of one part are read side
 * by side, because some stores walk the whole index for a list of values. None: the rows are read by time alone.
 */
export function leadsOf(filter: FiringFilter): readonly (readonly Clause[])[] {
  const { object, trigger, actor, snapshots, placeIsPlatform, statuses, outcomes, errorsOnly, events } = filter;
  const each = (name: string, values: readonly string[] | undefined) =>
    values === undefined || values.length > mostLeads ? [] : [...new Set(values)].map((value) => ({ [name]: value }));
  const areSeldom = (values: readonly string[] | undefined) => values?.every((value) => seldom.has(value)) === true;
  const byStatus = each('status', statuses);
  const byOutcome = each('outcome', outcomes);
  return [
    object === undefined ? [] : [{ objectUuid: object.uuid }],
    trigger === undefined ? [] : [{ 'matchedTriggers.uuid': trigger }],
    placeIsPlatform === true ? [] : each('snapshotId', snapshots),
    areSeldom(statuses) ? byStatus : [],
    errorsOnly === true ? each('status', errorStatuses) : [],
    areSeldom(outcomes) ? byOutcome : [],
    actor === undefined ? [] : [{ 'actor.uuid': actor === 'system' ? null : actor }],
    byOutcome,
    each('event', events),
    byStatus,
  ].filter((lead) => lead.length > 0);
}

/** Of these parts the one that leads to the fewest rows; the first one where nobody knows better. */
export function bestLead(
  leads: readonly (readonly Clause[])[],
  shareOf: (clause: Clause) => number,
): readonly Clause[] {
  const costs = leads.map((lead) => lead.reduce((sum, clause) => sum + shareOf(clause), 0));
  return leads[costs.indexOf(Math.min(...costs))] ?? [];
}

/** A condition for one of these values. */
export function oneOrAmong(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : { $in: [...values] };
}
