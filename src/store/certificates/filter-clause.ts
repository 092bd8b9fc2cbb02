/** Filters as algebra: constants are folded, and a clause knows whether it is exact or wider than what is meant. */

export type MongoFilter = Readonly<Record<string, unknown>>;

export interface Clause {
  readonly filter: MongoFilter | 'always' | 'never';
  readonly exact: boolean;
}

export const always: Clause = { filter: 'always', exact: true };
export const never: Clause = { filter: 'never', exact: true };

/** What all clauses match. */
export function allOf(clauses: readonly Clause[]): Clause {
  if (clauses.some(({ filter }) => filter === 'never')) return never;
  return join('$and', clauses, 'always');
}

/** What some clause matches. */
export function anyOf(clauses: readonly Clause[]): Clause {
  if (clauses.some(({ filter, exact }) => filter === 'always' && exact)) return always;
  if (clauses.some(({ filter }) => filter === 'always')) return { filter: 'always', exact: false };
  return join('$or', clauses, 'never');
}

/** What no clause matches; only for exact clauses, for the opposite of a wide filter would be too narrow. */
export function noneOf(clauses: readonly Clause[]): Clause {
  if (clauses.some(({ exact }) => !exact)) return { filter: 'always', exact: false };
  const { filter } = anyOf(clauses);
  if (filter === 'always') return never;
  if (filter === 'never') return always;
  return { filter: { $nor: '$or' in filter ? filter.$or : [filter] }, exact: true };
}

function join(operator: '$and' | '$or', clauses: readonly Clause[], neutral: 'always' | 'never'): Clause {
  const exact = clauses.every((clause) => clause.exact);
  const filters = clauses
    .map(({ filter }) => filter)
    .filter((filter): filter is MongoFilter => filter !== 'always' && filter !== 'never');
  if (filters.length === 0) return { filter: neutral, exact };
  return { filter: filters.length === 1 ? filters[0]! : { [operator]: filters }, exact };
}
