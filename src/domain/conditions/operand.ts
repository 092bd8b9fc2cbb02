/**
 * What the value of a leaf means for its operator and field. Saving uses the normalised value and the faults; the two
 * compilers use the test, so that they cannot understand one leaf differently.
 */
import { codeTableOf } from './coded-fields';
import type { FieldDefinition } from './fields';
import { normaliseHexText } from './hex-fields';
import { didYouMean } from '../values/suggestion';
import { parseDuration, type Duration } from '../values/duration';
import {
  formatDay,
  formatTime,
  isStorableText,
  parseDay,
  parseInstant,
  parseNumber,
  parseTime,
} from '../values/scalars';
import { conditionLimits, operandLimits, textOperators, type ConditionScalar, type Operator } from './tree';

/** Text and codes as text, DATE as `YYYY-MM-DD`, DATETIME as milliseconds since 1970, a time as those since midnight. */
export type Comparable = string | number | boolean;

/** The positive form of an operator; `negated` turns it round. */
export type Test =
  | { readonly kind: 'present' }
  | { readonly kind: 'equals'; readonly values: readonly Comparable[] }
  | { readonly kind: 'contains' | 'starts' | 'ends'; readonly text: string }
  | { readonly kind: 'matches'; readonly pattern: string }
  | { readonly kind: 'greater' | 'greaterOrEqual' | 'lesser' | 'lesserOrEqual'; readonly value: string | number }
  | { readonly kind: 'within'; readonly direction: 1 | -1; readonly duration: Duration }
  | { readonly kind: 'countEqual' | 'countGreater' | 'countLess'; readonly size: number };

export interface OperandFault {
  /** JSON Pointer inside the leaf. */
  readonly at: string;
  readonly code: string;
  readonly detail: string;
}

export interface Operand {
  readonly value?: ConditionScalar | readonly ConditionScalar[];
  readonly test: Test;
  readonly negated: boolean;
}

const negatedOperators: ReadonlySet<Operator> = new Set<Operator>([
  'NOT_EQUALS',
  'NOT_CONTAINS',
  'NOT_MATCHES',
  'EMPTY',
  'COUNT_NOT_EQUAL',
]);
const caseOperators: ReadonlySet<Operator> = new Set<Operator>(textOperators);

/** `ignoreCase` has a meaning here. */
export function takesIgnoreCase(field: FieldDefinition, operator: Operator): boolean {
  return field.type === 'STRING' && caseOperators.has(operator);
}

/**
 * Reads a leaf's value for an operator that the field takes. `value` undefined or null means none was given.
 * Patterns are not compiled here.
 */
export function readOperand(
  field: FieldDefinition,
  operator: Operator,
  value: unknown,
): Operand | { readonly faults: readonly OperandFault[] } {
  const faults: OperandFault[] = [];
  const negated = negatedOperators.has(operator);
  const given = value ?? undefined;
  if (operator === 'EMPTY' || operator === 'NOT_EMPTY') {
    if (given === undefined) return { test: { kind: 'present' }, negated };
    return { faults: [fault('', 'value_superfluous', `${operator} takes no value.`)] };
  }
  if (given === undefined) return { faults: [fault('', 'value_missing', `${operator} needs a value.`)] };

  const anyOf = operator === 'EQUALS' || operator === 'NOT_EQUALS';
  if (Array.isArray(given)) {
    if (!anyOf) return { faults: [fault('', 'list_not_allowed', `${operator} takes one value, not a list.`)] };
    if (given.length === 0 || given.length > operandLimits.listSize)
      return { faults: [fault('', 'value_list_size', `Expected 1 to ${operandLimits.listSize} values.`)] };
    const read = given.map((element: unknown, index) => readElement(field, operator, element, `/${index}`, faults));
    if (faults.length > 0) return { faults };
    const all = read.filter((element) => element !== undefined);
    return {
      value: all.map(({ normalised }) => normalised),
      test: { kind: 'equals', values: all.map(({ comparable }) => comparable) },
      negated,
    };
  }
  const read = readElement(field, operator, given, '', faults);
  if (read === undefined) return { faults };
  return { value: read.normalised, test: testOf(field, operator, read), negated };
}

interface Read {
  readonly normalised: ConditionScalar;
  readonly comparable: Comparable;
}

function testOf(field: FieldDefinition, operator: Operator, { normalised, comparable }: Read): Test {
  switch (operator) {
    case 'CONTAINS':
    case 'NOT_CONTAINS':
      return field.type === 'STRING'
        ? { kind: 'contains', text: String(comparable) }
        : { kind: 'equals', values: [comparable] };
    case 'STARTS_WITH':
      return { kind: 'starts', text: String(comparable) };
    case 'ENDS_WITH':
      return { kind: 'ends', text: String(comparable) };
    case 'MATCHES':
    case 'NOT_MATCHES':
      return { kind: 'matches', pattern: String(comparable) };
    case 'GREATER':
      return { kind: 'greater', value: comparable as string | number };
    case 'GREATER_OR_EQUAL':
      return { kind: 'greaterOrEqual', value: comparable as string | number };
    case 'LESSER':
      return { kind: 'lesser', value: comparable as string | number };
    case 'LESSER_OR_EQUAL':
      return { kind: 'lesserOrEqual', value: comparable as string | number };
    case 'IN_NEXT':
    case 'IN_PAST':
      return {
        kind: 'within',
        direction: operator === 'IN_NEXT' ? 1 : -1,
        duration: parseDuration(String(normalised))!,
      };
    case 'COUNT_EQUAL':
    case 'COUNT_NOT_EQUAL':
      return { kind: 'countEqual', size: Number(comparable) };
    case 'COUNT_GREATER_THAN':
      return { kind: 'countGreater', size: Number(comparable) };
    case 'COUNT_LESS_THAN':
      return { kind: 'countLess', size: Number(comparable) };
    default:
      return { kind: 'equals', values: [comparable] };
  }
}

/** One value; pushes a fault and returns undefined when it does not fit. */
function readElement(
  field: FieldDefinition,
  operator: Operator,
  value: unknown,
  at: string,
  faults: OperandFault[],
): Read | undefined {
  const refuse = (code: string, detail: string): undefined => {
    faults.push(fault(at, code, detail));
    return undefined;
  };
  if (operator.startsWith('COUNT_')) {
    const size = parseNumber(value);
    return size !== undefined && Number.isInteger(size) && size >= 0 && size <= operandLimits.count
      ? same(size)
      : refuse('wrong_value_type', `Expected a whole number from 0 to ${operandLimits.count}.`);
  }
  if (operator === 'IN_NEXT' || operator === 'IN_PAST') return readDuration(field, value, refuse);
  switch (field.type) {
    case 'NUMBER': {
      const number = parseNumber(value);
      return number === undefined ? refuse('wrong_value_type', 'Expected a number.') : same(number);
    }
    case 'BOOLEAN':
      return typeof value === 'boolean' ? same(value) : refuse('wrong_value_type', 'Expected true or false.');
    case 'DATE':
      return readDay(value, refuse);
    case 'DATETIME':
      return field.contentType === 'time' ? readTime(value, refuse) : readInstant(value, refuse);
    default:
      return readText(field, operator, value, refuse);
  }
}

type Refuse = (code: string, detail: string) => undefined;

function readDuration(field: FieldDefinition, value: unknown, refuse: Refuse): Read | undefined {
  const duration = typeof value === 'string' ? parseDuration(value) : undefined;
  if (duration === undefined)
    return refuse('bad_duration', 'Expected a positive ISO 8601 duration of at most P100Y, such as P30D or P5DT4H.');
  if (field.type === 'DATE' && duration.timeMs !== 0)
    return refuse('bad_duration', 'A date takes a duration without a time part, such as P30D.');
  return same(value as string);
}

function readDay(value: unknown, refuse: Refuse): Read | undefined {
  if (typeof value === 'string') {
    if (parseDay(value) !== undefined) return same(value);
    const instant = parseInstant(value);
    if (typeof instant === 'number') return same(formatDay(new Date(instant)));
  }
  return refuse('wrong_value_type', 'Expected a calendar day, such as 2026-01-31.');
}

function readTime(value: unknown, refuse: Refuse): Read | undefined {
  const ms = typeof value === 'string' ? parseTime(value) : undefined;
  return ms === undefined
    ? refuse('wrong_value_type', 'Expected a time of day, such as 10:00:00.')
    : { normalised: formatTime(ms), comparable: ms };
}

function readInstant(value: unknown, refuse: Refuse): Read | undefined {
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  if (instant === 'offset_missing')
    return refuse('offset_missing', 'The time needs an offset, such as Z or +01:00 at its end.');
  return instant === undefined
    ? refuse('wrong_value_type', 'Expected an RFC 3339 time with an offset, such as 2026-01-31T10:00:00+01:00.')
    : { normalised: new Date(instant).toISOString(), comparable: instant };
}

function readText(field: FieldDefinition, operator: Operator, value: unknown, refuse: Refuse): Read | undefined {
  const isPattern = operator === 'MATCHES' || operator === 'NOT_MATCHES';
  const limit = isPattern ? conditionLimits.patternLength : operandLimits.textLength;
  if (typeof value !== 'string') return refuse('wrong_value_type', 'Expected text.');
  if (value.length > limit)
    return refuse(isPattern ? 'pattern_too_long' : 'value_too_long', `At most ${limit} characters.`);
  if (!isStorableText(value)) return refuse('bad_text', 'The text has a NUL or half of a surrogate pair.');
  const composed = value.normalize('NFC');
  const text = field.source === 'property' && !isPattern ? normaliseProperty(field, operator, composed) : composed;
  if (text === '') return refuse('value_empty', 'Empty text: ask EMPTY or NOT_EMPTY instead.');
  if (field.type === 'LIST' && field.values !== undefined && field.open !== true && !field.values.includes(text))
    return refuse('unknown_code', `Expected one of: ${field.values.join(', ')}.${didYouMean(text, field.values)}`);
  return same(text);
}

function normaliseProperty({ field }: FieldDefinition, operator: Operator, text: string): string {
  return codeTableOf(field)?.read(text) ?? normaliseHexText(field, operator, text);
}

function same(value: ConditionScalar): Read {
  return { normalised: value, comparable: value };
}

function fault(at: string, code: string, detail: string): OperandFault {
  return { at: `/value${at}`, code, detail };
}
