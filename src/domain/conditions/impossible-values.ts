/** Values that no certificate can have in this field, whatever is stored: by the form of the field alone. */
import { generalNameKinds, withKind } from '../certificates/general-name-kinds';
import type { Fault } from '../problem';
import { createFieldLookup, type FieldScope } from './fields';
import { leavesAt } from './leaves';
import type { Condition, ConditionScalar, Leaf, Operator } from './tree';

/** What stands against a value; undefined when the field may well have it. */
type Check = (value: ConditionScalar, leaf: Leaf) => string | undefined;

const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['SUBJECT_ALTERNATIVE_NAMES', lacksItsKind],
  ['FINGERPRINT', digestOf(64)],
  ['THUMBPRINT', digestOf(40)],
  ...['SECURITY_BITS', 'KEY_SIZE', 'ALT_KEY_SIZE', 'DISCOVERY_TOTAL_CERT_DISCOVERED'].map(
    (field) => [field, isNoCount] as const,
  ),
]);

const wholeOperators: ReadonlySet<Operator> = new Set<Operator>(['EQUALS', 'NOT_EQUALS']);
const partOperators: ReadonlySet<Operator> = new Set<Operator>([
  'CONTAINS',
  'NOT_CONTAINS',
  'STARTS_WITH',
  'ENDS_WITH',
]);

/**
 * Warnings `value_not_possible` for a valid condition: alternative names without their kind, digests of another length,
 * sizes and counts that cannot be. Custom attributes and metadata may hold anything.
 */
export function impossibleValues(condition: Condition | null, scope: FieldScope, pointer = '/condition'): Fault[] {
  const lookup = createFieldLookup(scope, []);
  return leavesAt(condition, pointer).flatMap(({ leaf, at }) => {
    const check = leaf.source === 'property' && 'field' in lookup.find(leaf) ? checks.get(leaf.field) : undefined;
    if (check === undefined) return [];
    const values = [leaf.value ?? []].flat() as readonly ConditionScalar[];
    return values.flatMap((value, index) => {
      const detail = check(value, leaf);
      const place = Array.isArray(leaf.value) ? `${at}/value/${index}` : `${at}/value`;
      return detail === undefined ? [] : [{ pointer: place, code: 'value_not_possible', detail }];
    });
  });
}

function lacksItsKind(value: ConditionScalar, { operator, ignoreCase }: Leaf): string | undefined {
  const isStart = operator === 'STARTS_WITH';
  if (typeof value !== 'string' || (!isStart && !wholeOperators.has(operator))) return undefined;
  const fold = (text: string) => (ignoreCase === true ? text.toLowerCase() : text);
  const wanted = fold(value);
  const hasKind = generalNameKinds
    .map((kind) => fold(`${kind}:`))
    .some((kind) => wanted.startsWith(kind) || (isStart && kind.startsWith(wanted)));
  if (hasKind) return undefined;
  const meant = withKind(value);
  const guess = meant === undefined ? '' : ` Did you mean ${JSON.stringify(meant)}?`;
  return `Each name has its kind in front, such as dNSName: or iPAddress:.${guess}`;
}

/** @param length hexadecimal digits */
function digestOf(length: number): Check {
  const otherField = length === 64 ? 'THUMBPRINT' : 'FINGERPRINT';
  const otherLength = length === 64 ? 40 : 64;
  return (value, { field, operator }) => {
    // What is not hexadecimal is told already.
    if (typeof value !== 'string' || !/^[0-9a-fA-F]+$/.test(value)) return undefined;
    const isOff = wholeOperators.has(operator)
      ? value.length !== length
      : partOperators.has(operator) && value.length > length;
    if (!isOff) return undefined;
    const guess = value.length === otherLength ? ` Did you mean ${otherField}?` : '';
    return `${field} has ${length} hexadecimal digits, not ${value.length}.${guess}`;
  };
}

/** Whole numbers from 0. */
function isNoCount(value: ConditionScalar, { field, operator }: Leaf): string | undefined {
  if (typeof value !== 'number') return undefined;
  const isOff =
    (wholeOperators.has(operator) && (value < 0 || !Number.isInteger(value))) ||
    (operator === 'LESSER' && value <= 0) ||
    (operator === 'LESSER_OR_EQUAL' && value < 0);
  return isOff ? `${field} is a whole number, 0 or more.` : undefined;
}
