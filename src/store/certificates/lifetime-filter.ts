/**
 * What the database can say of the share of the lifetime that has passed. Not every engine works with two fields of a row at
 * once, so these filters are wide, and the predicate decides: only where the start or the end of validity alone tells, they
 * leave rows out.
 */
import { trusted } from 'mongoose';
import { allOf, type Clause, type MongoFilter } from './filter-clause';

export interface LifetimeUsed {
  /** Both ends are known. */
  readonly present: Clause;
  /** The share may satisfy all of these comparisons. */
  some(operators: MongoFilter): Clause;
}

/** At 0 per cent validity begins, at 100 it ends. */
const [atStart, atEnd] = [0, 100] as const;

export function lifetimeUsed(now: Date): LifetimeUsed {
  const wide = (field: 'notBefore' | 'notAfter', operators: MongoFilter): Clause => ({
    filter: { [field]: trusted(operators) },
    exact: false,
  });
  const known = [wide('notBefore', { $nin: [null] }), wide('notAfter', { $nin: [null] })];
  const narrowing = ([operator, value]: [string, unknown]): Clause[] => {
    if (typeof value !== 'number') return [];
    if (operator.startsWith('$g')) {
      if (value >= atEnd) return [wide('notAfter', { $lte: now })];
      return value >= atStart ? [wide('notBefore', { $lte: now })] : [];
    }
    if (value <= atStart) return [wide('notBefore', { $gte: now })];
    return value <= atEnd ? [wide('notAfter', { $gte: now })] : [];
  };
  return {
    present: allOf(known),
    some: (operators) => allOf([...known, ...Object.entries(operators).flatMap(narrowing)]),
  };
}
