/**
 * The database compiler: a condition becomes a filter for the `certificates` collection. The filter is
 * never narrower than the predicate; where it is wider, `exact` is false and the predicate decides on the candidates.
 * Negations are pushed to the leaves first, for a wide filter must not be turned round. A leaf error matches nothing,
 * in either direction.
 */
import { trusted } from 'mongoose';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { codeTableOf } from '../../domain/conditions/coded-fields';
import { createFieldLookup, type FieldDefinition, type FieldLookup } from '../../domain/conditions/fields';
import { isLeaf } from '../../domain/conditions/leaves';
import type { Comparable, Test } from '../../domain/conditions/operand';
import { certificateFields } from '../../domain/conditions/property-fields';
import { resolveLeaf, type ResolvedLeaf } from '../../domain/conditions/resolve';
import { formatTime } from '../../domain/values/scalars';
import type { Condition } from '../../domain/conditions/tree';
import { windowOf } from '../../domain/conditions/window';
import { literal } from '../database/literal';
import { always, allOf, anyOf, never, noneOf, type Clause, type MongoFilter } from './filter-clause';
import { lifetimeUsed } from './lifetime-filter';

export type NamedField = 'RA_PROFILE_NAME' | 'GROUP_NAME' | 'OWNER';

export interface FilterContext {
  readonly attributes: readonly AttributeDefinition[];
  /** The clock that IN_NEXT and IN_PAST use; the predicate on the candidates must get the same. */
  readonly now: Date;
  /** The uuid behind a name; undefined when nothing has that name, and then nothing matches it. */
  readonly resolveName: (field: NamedField, name: string) => string | undefined;
}

/**
 * @param condition as saved; null matches all
 * @returns a filter for mongoose (its operators are marked trusted) or the driver. `exact` false: run the predicate
 *   on what it finds.
 */
export function toFilter(
  condition: Condition | null,
  context: FilterContext,
): { readonly filter: MongoFilter; readonly exact: boolean } {
  if (condition === null) return { filter: {}, exact: true };
  const lookup = createFieldLookup('certificates', context.attributes);
  const { filter, exact } = nodeClause(condition, false, lookup, context);
  return { filter: filter === 'always' ? {} : filter === 'never' ? { _id: trusted({ $in: [] }) } : filter, exact };
}

function nodeClause(node: Condition, negated: boolean, lookup: FieldLookup, context: FilterContext): Clause {
  if (isLeaf(node)) {
    // What an event has told is in no row: the predicate decides.
    if (node.source === 'event') return { ...always, exact: false };
    const resolved = resolveLeaf(node, lookup);
    if ('errorCode' in resolved) return never;
    return leafClause({ ...resolved, negated: resolved.negated !== negated }, context);
  }
  if ('not' in node) return nodeClause(node.not, !negated, lookup, context);
  const isAll = 'all' in node;
  const children = (isAll ? node.all : node.any).map((child) => nodeClause(child, negated, lookup, context));
  return isAll !== negated ? allOf(children) : anyOf(children);
}

/** Where the values of a leaf lie in the document. */
interface Place {
  readonly present: Clause;
  /** The stored type is still the attribute's; always true for properties. */
  readonly typeFits: Clause;
  /** Some element satisfies these operators, all of them on the same element. */
  some(operators: MongoFilter): Clause;
  /** There is an element at this index. */
  has(index: number): Clause;
  /** Elements are stored as the comparison needs them. */
  readonly normalised: boolean;
}

const paths: ReadonlyMap<string, string> = new Map(certificateFields.map(({ field, path }) => [field, path]));
const workedOut = new Set(certificateFields.flatMap(({ field, alsoFrom }) => (alsoFrom === undefined ? [] : [field])));

function leafClause(resolved: ResolvedLeaf, context: FilterContext): Clause {
  const place = placeOf(resolved, context);
  const { negated, test } = resolved;
  if (isCount(test)) return countClause(place, test, negated);
  const match = matchClause(test, resolved, place, context);
  if (!negated) return allOf([place.typeFits, match]);
  if (test.kind === 'present' || place.typeFits === always) return noneOf([match]);
  return anyOf([noneOf([place.present]), allOf([place.typeFits, noneOf([match])])]);
}

/** The positive test on a present value. */
function matchClause(
  test: Exclude<Test, CountTest>,
  resolved: ResolvedLeaf,
  place: Place,
  context: FilterContext,
): Clause {
  const { ignoreCase, field } = resolved;
  const wide: Clause = { ...place.present, exact: false };
  if (test.kind === 'present') return place.present;
  if (test.kind === 'matches' || ignoreCase || !place.normalised) return wide;
  switch (test.kind) {
    case 'equals':
      return equalsClause(test.values, resolved, place, context);
    case 'contains':
      return place.some({ $regex: literal(test.text) });
    case 'starts':
      return place.some({ $regex: `^${literal(test.text)}` });
    case 'ends':
      // `$` would also match before a line end.
      return place.some({ $regex: `${literal(test.text)}\\z` });
    case 'within': {
      const [from, to] = windowOf(field, test, context.now);
      return place.some({ $gte: stored(from, resolved), $lte: stored(to, resolved) });
    }
    default:
      return place.some({ [comparisons[test.kind]]: stored(test.value, resolved) });
  }
}

const comparisons = { greater: '$gt', greaterOrEqual: '$gte', lesser: '$lt', lesserOrEqual: '$lte' } as const;

function equalsClause(
  values: readonly Comparable[],
  resolved: ResolvedLeaf,
  place: Place,
  { resolveName }: FilterContext,
): Clause {
  const { leaf } = resolved;
  const sought = isNamed(leaf)
    ? values.map((name) => resolveName(leaf.field, String(name))).filter((uuid) => uuid !== undefined)
    : values.map((value) => stored(value, resolved));
  return sought.length === 0 ? never : place.some({ $in: sought });
}

function isNamed(leaf: ResolvedLeaf['leaf']): leaf is ResolvedLeaf['leaf'] & { field: NamedField } {
  return leaf.source === 'property' && ['RA_PROFILE_NAME', 'GROUP_NAME', 'OWNER'].includes(leaf.field);
}

/** A comparable as the document holds it. */
function stored(value: Comparable, { field }: ResolvedLeaf): unknown {
  if (typeof value === 'string' && field.source === 'property')
    return codeTableOf(field.field)?.storedOf(value) ?? value;
  if (field.type !== 'DATETIME' || typeof value !== 'number') return value;
  return field.contentType === 'time' ? formatTime(value) : new Date(value);
}

type CountTest = Extract<Test, { size: number }>;

function isCount(test: Test): test is CountTest {
  return 'size' in test;
}

/** An absent value counts 0; a present one has at least one element. */
function countClause(place: Place, test: CountTest, negated: boolean): Clause {
  const { present, typeFits } = place;
  const atLeast = (size: number): Clause => (size <= 1 ? present : allOf([present, place.has(size - 1)]));
  const absentCounts =
    (test.kind === 'countEqual' ? test.size === 0 : test.kind === 'countLess' && test.size > 0) !== negated;
  const positive =
    test.kind === 'countGreater'
      ? atLeast(test.size + 1)
      : test.kind === 'countLess'
        ? noneOf([atLeast(test.size)])
        : allOf([atLeast(test.size), noneOf([atLeast(test.size + 1)])]);
  const onPresent = allOf([present, typeFits, negated ? noneOf([positive]) : positive]);
  return absentCounts ? anyOf([noneOf([present]), onPresent]) : onPresent;
}

function placeOf({ leaf, field, definition }: ResolvedLeaf, { now }: FilterContext): Place {
  if (leaf.source === 'property')
    return workedOut.has(leaf.field) ? lifetimePlace(now) : propertyPlace(paths.get(leaf.field)!, field);
  if (definition === undefined) return metadataPlace(leaf.field, field.contentType!, field.type);
  return attributePlace(definition);
}

function clause(path: string, operators: MongoFilter): Clause {
  return { filter: { [path]: trusted(operators) }, exact: true };
}

function propertyPlace(path: string, { type, collection }: FieldDefinition): Place {
  // mongoose refuses '' where the schema has a number, a date or a boolean.
  const blank = type === 'STRING' || type === 'LIST' ? ['', null] : [null];
  return {
    present: clause(path, collection ? { $elemMatch: { $nin: blank } } : { $nin: blank }),
    typeFits: always,
    // A single operator on a list asks for some element anyway, and so may use an index.
    some: (operators) =>
      clause(path, collection && Object.keys(operators).length > 1 ? { $elemMatch: operators } : operators),
    has: (index) => clause(`${path}.${index}`, { $exists: true }),
    normalised: true,
  };
}

/** A number that the predicate works out; it has no elements to count. */
function lifetimePlace(now: Date): Place {
  const { present, some } = lifetimeUsed(now);
  return { present, typeFits: always, some, has: () => never, normalised: true };
}

function attributePlace({ uuid, contentType }: AttributeDefinition): Place {
  const path = `attributes.${uuid}`;
  return {
    present: clause(`${path}.content`, { $elemMatch: { data: { $nin: ['', null] } } }),
    typeFits: clause(`${path}.contentType`, { $eq: contentType }),
    some: (operators) => clause(`${path}.content`, { $elemMatch: { data: operators } }),
    has: (index) => clause(`${path}.content.${index}`, { $exists: true }),
    // Conditions see objects as text, the database does not.
    normalised: contentType !== 'object' && contentType !== 'resource',
  };
}

/**
 * Metadata lies in a list of entries; several may have one name and type, so sizes are not known to the database.
 * Text and booleans are stored as they are; numbers and dates may also be stored as text, which the predicate reads.
 */
function metadataPlace(name: string, contentType: string, type: string): Place {
  const entry = (data: MongoFilter): Clause => clause('metadata', { $elemMatch: { name, contentType, data } });
  const present = entry({ $elemMatch: { $nin: ['', null] } });
  return {
    present,
    typeFits: always,
    some: (operators) => entry({ $elemMatch: operators }),
    has: () => ({ ...present, exact: false }),
    normalised: type === 'BOOLEAN' || (type === 'STRING' && contentType !== 'object' && contentType !== 'resource'),
  };
}
