import type { FieldDefinition } from './fields';
import type { Comparable } from './operand';
import { formatDay, parseDay, parseInstant, parseNumber, parseTime } from '../values/scalars';
import { sortedJson } from '../values/json';

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

function readText(element: unknown): string | undefined {
  return typeof element === 'string' ? element : undefined;
}

function readTextOrJson(element: unknown): string | undefined {
  if (typeof element === 'string') return element;
  return typeof element === 'object' && element !== null ? sortedJson(element) : undefined;
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
