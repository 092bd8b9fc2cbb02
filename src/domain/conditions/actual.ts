import type { FieldDefinition } from './fields';

const limits = { text: 1000, elements: 100 } as const;

/**
 * The value a leaf looked at, as the history keeps it: JSON-safe, dates as RFC 3339 text, texts cut at 1,000
 * characters and collections at 100 elements. Values that may not be looked at show as `***`.
 */
export function toActual(field: FieldDefinition, value: unknown): unknown {
  if (field.type === 'PRESENCE') return '***';
  if (!Array.isArray(value)) return toActualElement(value);
  const elements = value as readonly unknown[];
  if (elements.length <= limits.elements && elements.every(isShown)) return elements;
  return elements.slice(0, limits.elements).map(toActualElement);
}

function isShown(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= limits.text : typeof value !== 'object' || value === null;
}

function toActualElement(value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value === 'object' && value !== null) return cut(JSON.stringify(value));
  return value;
}

function cut(text: string): string {
  if (text.length <= limits.text) return text;
  // Half of a surrogate pair at the end would not survive as UTF-8.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limits.text - 1)) ? limits.text - 1 : limits.text;
  return `${text.slice(0, end)}…`;
}
