import { parseDuration } from '../values/duration';
import { isPlainObject } from '../values/json';
import type { ConditionScalar, Leaf, LeafResult, Operator } from './tree';

/** What a leaf asks, as a verb for an answer that is yes and one that is no. The value follows, if there is one. */
const verbs: Readonly<Record<Operator, readonly [yes: string, no: string]>> = {
  EQUALS: ['is', 'is not'],
  NOT_EQUALS: ['is not', 'is'],
  CONTAINS: ['contains', 'does not contain'],
  NOT_CONTAINS: ['does not contain', 'contains'],
  STARTS_WITH: ['begins with', 'does not begin with'],
  ENDS_WITH: ['ends with', 'does not end with'],
  MATCHES: ['matches the expression', 'does not match the expression'],
  NOT_MATCHES: ['does not match the expression', 'matches the expression'],
  GREATER: ['is above', 'is not above'],
  GREATER_OR_EQUAL: ['is at least', 'is below'],
  LESSER: ['is below', 'is not below'],
  LESSER_OR_EQUAL: ['is at most', 'is above'],
  IN_NEXT: ['is within the next', 'is not within the next'],
  IN_PAST: ['is within the past', 'is not within the past'],
  EMPTY: ['is empty', 'is not empty'],
  NOT_EMPTY: ['is not empty', 'is empty'],
  COUNT_EQUAL: ['has exactly', 'does not have exactly'],
  COUNT_NOT_EQUAL: ['does not have exactly', 'has exactly'],
  COUNT_GREATER_THAN: ['has more than', 'does not have more than'],
  COUNT_LESS_THAN: ['has fewer than', 'does not have fewer than'],
};

/** Two words for the same thing where instants are compared. */
const timeVerbs: Readonly<Partial<Record<Operator, readonly [yes: string, no: string]>>> = {
  GREATER: ['is after', 'is not after'],
  GREATER_OR_EQUAL: ['is not before', 'is before'],
  LESSER: ['is before', 'is not before'],
  LESSER_OR_EQUAL: ['is not after', 'is after'],
};

/** Fields whose code says it less well than people do. */
const names: Readonly<Record<string, string>> = {
  NOT_AFTER: 'end of validity',
  NOT_BEFORE: 'start of validity',
  SUBJECTDN: 'subject',
  ISSUERDN: 'issuer',
};

const longest = { text: 80, values: 3 } as const;
const instant = /^\d{4}-\d{2}-\d{2}(?:T.*)?$/;
/** Shown in the place of what may not be looked at. */
const masked = '***';

/**
 * Why a leaf said what it said, in words: `key size (1024) is below 2048`. No leading capital and no full stop, so that it
 * can stand in a sentence.
 * @param isConcealed the values that were looked at are not kept
 */
export function leafInWords(
  leaf: Leaf,
  { result, actual, message, errorCode }: LeafResult,
  isConcealed = false,
): string {
  const name = fieldInWords(leaf);
  if (result === 'error')
    return `${name} could not be compared: ${(message ?? errorCode ?? 'no reason is known').replace(/\.$/, '')}`;
  const { operator, value } = leaf;
  const isTime = typeof value === 'string' && instant.test(value);
  const [yes, no] = (isTime ? timeVerbs[operator] : undefined) ?? verbs[operator];
  const asked = operandInWords(operator, value);
  const claim = `${result === 'true' ? yes : no}${asked === '' ? '' : ` ${asked}`}`;
  if (isConcealed || operator === 'EMPTY' || operator === 'NOT_EMPTY' || actual === masked) return `${name} ${claim}`;
  if (actual === null) return `${name}, which has no value, ${claim}`;
  const shown = valueInWords(actual);
  // `key algorithm (rsa) is rsa` says it twice.
  return shown === asked ? `${name} ${claim}` : `${name} (${shown}) ${claim}`;
}

/** `key size` of KEY_SIZE; attributes and metadata go by their own names. */
export function fieldInWords({ source, field }: Pick<Leaf, 'source' | 'field'>): string {
  if (source === 'custom') return `attribute ${quoted(field)}`;
  if (source === 'meta') return `metadata ${quoted(field)}`;
  if (source === 'variable') return `variable ${quoted(field)}`;
  if (source === 'event') return field.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
  const words = names[field] ?? field.toLowerCase().replaceAll('_', ' ');
  return words.replace(/\b(?:ocsp|crl|ra|uri)\b/g, (word) => word.toUpperCase());
}

function operandInWords(operator: Operator, value: Leaf['value']): string {
  if (value === undefined) return '';
  if (operator.startsWith('COUNT_')) return `${String(value)} ${value === 1 ? 'value' : 'values'}`;
  if (operator === 'IN_NEXT' || operator === 'IN_PAST') return durationInWords(String(value));
  if (!Array.isArray(value)) return valueInWords(value);
  const values = value as readonly ConditionScalar[];
  return values.length === 1 ? valueInWords(values[0]) : `one of ${valueInWords(values)}`;
}

/** `30 days` of P30D. */
function durationInWords(text: string): string {
  const duration = parseDuration(text);
  if (duration === undefined) return text;
  const { months, days, timeMs } = duration;
  const counted = (count: number, unit: string) => (count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`]);
  const hours = Math.floor(timeMs / 3_600_000);
  const minutes = Math.floor((timeMs % 3_600_000) / 60_000);
  const parts = [
    ...counted(Math.floor(months / 12), 'year'),
    ...counted(months % 12, 'month'),
    ...counted(days, 'day'),
    ...counted(hours, 'hour'),
    ...counted(minutes, 'minute'),
    ...counted((timeMs % 60_000) / 1_000, 'second'),
  ];
  return parts.join(' ');
}

function valueInWords(value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, longest.values).map(valueInWords).join(', ');
    const more = value.length - longest.values;
    return more > 0 ? `${shown} and ${more} more` : shown;
  }
  if (isPlainObject(value)) return quoted(JSON.stringify(value));
  const text = String(value);
  return /^[\w.:+-]+$/.test(text) ? cut(text) : quoted(text);
}

function quoted(text: string): string {
  return `“${cut(text)}”`;
}

function cut(text: string): string {
  const points = [...text];
  return points.length > longest.text ? `${points.slice(0, longest.text).join('')}…` : text;
}
