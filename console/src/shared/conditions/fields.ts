import type { Schema } from '../api/types';
import type { Leaf } from './tree';

/** A field that conditions can ask for: of the API's catalogue, or a variable of a run of an alert or workflow. */
export type ConditionField = Omit<Schema<'ConditionField'>, 'source'> & {
  readonly source: Schema<'ConditionField'>['source'] | 'variable';
};

/** Operators in the order in which they are offered, as verbs; the second where instants are compared. */
const verbs: Readonly<Record<string, readonly [words: string, ofTimes?: string]>> = {
  EQUALS: ['is'],
  NOT_EQUALS: ['is not'],
  CONTAINS: ['contains'],
  NOT_CONTAINS: ['does not contain'],
  STARTS_WITH: ['begins with'],
  ENDS_WITH: ['ends with'],
  MATCHES: ['matches (RE2)'],
  NOT_MATCHES: ['does not match (RE2)'],
  GREATER: ['is above', 'is after'],
  GREATER_OR_EQUAL: ['is at least', 'is not before'],
  LESSER: ['is below', 'is before'],
  LESSER_OR_EQUAL: ['is at most', 'is not after'],
  IN_NEXT: ['is within the next'],
  IN_PAST: ['is within the past'],
  EMPTY: ['is empty'],
  NOT_EMPTY: ['is not empty'],
  COUNT_EQUAL: ['has exactly so many'],
  COUNT_NOT_EQUAL: ['has not exactly so many'],
  COUNT_GREATER_THAN: ['has more than'],
  COUNT_LESS_THAN: ['has fewer than'],
};

export function operatorWords(operator: string, type?: string): string {
  const [words, ofTimes] = verbs[operator] ?? [operator.toLowerCase().replaceAll('_', ' ')];
  return (type === 'DATE' || type === 'DATETIME' ? ofTimes : undefined) ?? words;
}

/**
 * The field that stands for the variables of a run, whose name is typed: what scripts leave has any. They take every
 * operator, as nobody knows their type before.
 * @param names that are known, to be offered
 */
export function variableField(names: readonly string[]): ConditionField {
  return {
    ...{ source: 'variable', field: '*', label: 'Variable', type: 'STRING', collection: true, settable: false },
    ...{ operators: Object.keys(verbs), availableIn: ['ignore', 'action'], values: [...names] },
    description: 'What the run knows, or a step before has left.',
  };
}

/** Fields whose name is typed: of these there is one for all names. */
export function isNamed({ source }: Pick<ConditionField, 'source'>): boolean {
  return source === 'meta' || source === 'variable';
}

/** What tells fields apart; metadata of any name is one field a content type, and variables are one. */
export function keyOfField({ source, field, contentType }: Pick<ConditionField, 'source' | 'field' | 'contentType'>) {
  if (source === 'variable') return source;
  return source === 'meta' ? `meta ${contentType ?? 'string'}` : `${source} ${field}`;
}

export function fieldOf(fields: readonly ConditionField[], leaf: Leaf): ConditionField | undefined {
  const { source, field, contentType } = leaf as Readonly<Record<string, string | undefined>>;
  const key = keyOfField({ source: source as 'property', field: field ?? '', ...(contentType ? { contentType } : {}) });
  return fields.find((one) => keyOfField(one) === key);
}

export type ValueInput =
  'none' | 'text' | 'number' | 'flag' | 'code' | 'day' | 'instant' | 'time' | 'duration' | 'count';

/** What the value of a comparison is typed into. */
export function inputOf(field: ConditionField, operator: string): ValueInput {
  if (operator === 'EMPTY' || operator === 'NOT_EMPTY') return 'none';
  if (operator.startsWith('COUNT_')) return 'count';
  if (operator === 'IN_NEXT' || operator === 'IN_PAST') return 'duration';
  if (field.source === 'variable') return 'text';
  switch (field.type) {
    case 'NUMBER':
      return 'number';
    case 'BOOLEAN':
      return 'flag';
    case 'LIST':
      return 'code';
    case 'DATE':
      return 'day';
    case 'DATETIME':
      return field.contentType === 'time' ? 'time' : 'instant';
    default:
      return 'text';
  }
}

/** One of several values is meant by a list. */
export function takesSeveral(operator: string, input: ValueInput): boolean {
  return (operator === 'EQUALS' || operator === 'NOT_EQUALS') && input !== 'flag';
}

const caseless = [
  'EQUALS',
  'NOT_EQUALS',
  'CONTAINS',
  'NOT_CONTAINS',
  'STARTS_WITH',
  'ENDS_WITH',
  'MATCHES',
  'NOT_MATCHES',
];

export function takesIgnoreCase(field: ConditionField, operator: string): boolean {
  return field.type === 'STRING' && caseless.includes(operator);
}

/** The operator of a comparison; none while it has none. */
export function operatorOf({ operator }: Leaf): string {
  return typeof operator === 'string' ? operator : '';
}

/** A new comparison, about nothing yet. */
export const blankLeaf: Leaf = { source: 'property', field: '', operator: '' };

/** The comparison about another field; operator and value stay as far as they still mean something. */
export function withField(leaf: Leaf, fields: readonly ConditionField[], field: ConditionField): Leaf {
  const operator = operatorOf(leaf);
  const before = fieldOf(fields, leaf);
  const usual = field.type.startsWith('DATE') ? 'LESSER' : 'EQUALS';
  const [first = ''] = field.operators.includes(usual) ? [usual] : field.operators;
  const next = field.operators.includes(operator) ? operator : first;
  const about = {
    source: field.source,
    // A name that was typed stays.
    field: isNamed(field) ? (leaf['source'] === field.source ? leaf['field'] : '') : field.field,
    ...(field.source === 'meta' ? { contentType: field.contentType } : {}),
  };
  const hasSameCodes = before?.values?.join() === field.values?.join();
  const keeps = before !== undefined && hasSameCodes && inputOf(before, operator) === inputOf(field, next);
  return withOperator({ ...about, operator, ...(keeps ? kept(leaf) : {}) }, field, next);
}

function kept({ value, ignoreCase }: Leaf): Leaf {
  return { ...(value === undefined ? {} : { value }), ...(ignoreCase === undefined ? {} : { ignoreCase }) };
}

/** The comparison with another operator; its value stays where the new one takes such a value. */
export function withOperator(leaf: Leaf, field: ConditionField, operator: string): Leaf {
  const { value, ignoreCase, ...about } = leaf;
  const before = inputOf(field, operatorOf(leaf));
  const input = inputOf(field, operator);
  const one = Array.isArray(value) && !takesSeveral(operator, input) ? (value as unknown[])[0] : value;
  const usual = { duration: 'P30D', flag: true }[input as 'duration'] ?? undefined;
  const next = input === 'none' ? undefined : before === input && one !== undefined ? one : usual;
  return {
    ...about,
    operator,
    ...(next === undefined ? {} : { value: next }),
    ...(ignoreCase === true && takesIgnoreCase(field, operator) ? { ignoreCase } : {}),
  };
}
