import type { FieldDefinition } from './fields';
import type { Comparable } from './operand';
import { formatDay, parseDay, parseInstant, parseNumber, parseTime } from '../values/scalars';

/** Reads one stored element as its field's type; undefined when it cannot be read: then it satisfies nothing. */
export type ElementReader = (element: unknown) => Comparable | undefined;

export function elementReader(field: FieldDefinition): ElementReader {
  switch (field.type) {
    case 'NUMBER':
      return parseNumber;
    case 'BOOLEAN':
      return (element) => (typeof element === 'boolean' ? element : undefined);
    case 'DATE':
      return readDay;
    case 'DATETIME':
      return field.contentType === 'time' ? readTime : readInstant;
    default:
      return field.contentType === 'object' || field.contentType === 'resource' ? readTextOrJson : readText;
  }
}

/** Absent inside a collection (spec 5.4): a collection of nothing else is absent itself. */
export function isBlank(element: unknown): boolean {
  return element === '' || element === null || element === undefined;
}

/** JSON with sorted keys: the text that conditions see of an object. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function readText(element: unknown): string | undefined {
  return typeof element === 'string' ? element : undefined;
}

function readTextOrJson(element: unknown): string | undefined {
  if (typeof element === 'string') return element;
  return typeof element === 'object' && element !== null ? canonicalJson(element) : undefined;
}

function readDay(element: unknown): string | undefined {
  if (element instanceof Date) return Number.isNaN(element.getTime()) ? undefined : formatDay(element);
  return typeof element === 'string' && parseDay(element) !== undefined ? element : undefined;
}

function readTime(element: unknown): number | undefined {
  return typeof element === 'string' ? parseTime(element) : undefined;
}

function readInstant(element: unknown): number | undefined {
  if (element instanceof Date) return element.getTime();
  const instant = typeof element === 'string' ? parseInstant(element) : undefined;
  return instant === 'offset_missing' ? undefined : instant;
}
