import { isPlainObject } from '../values/json';
import { formatTime, isStorableText, parseDay, parseInstant, parseNumber, parseTime } from '../values/scalars';
import type { AttributeDatum, ContentType } from './attribute';

/** Bounds of one value, in characters; of an object in levels and in characters of its JSON. */
export const datumLimits = { line: 4_000, text: 100_000, depth: 8 } as const;

/** What a value of each type looks like; for the details of faults. */
export const expectedDatum: Readonly<Record<ContentType, string>> = {
  string: `text of at most ${datumLimits.line} characters`,
  text: `text of at most ${datumLimits.text} characters`,
  integer: 'a whole number',
  boolean: 'true or false',
  float: 'a number',
  date: 'a calendar day, such as 2026-01-31',
  time: 'a time of day, such as 10:00:00',
  datetime: 'an RFC 3339 time with an offset, such as 2026-01-31T10:00:00+01:00',
  secret: `text of at most ${datumLimits.line} characters`,
  file: 'text or an object',
  credential: 'text or an object',
  codeblock: `text of at most ${datumLimits.text} characters`,
  object: 'an object without keys that start with $, hold a dot or are __proto__',
  resource: 'text, such as the uuid of an object',
};

/**
 * One value as it is stored: text NFC, numeric text as number, date `YYYY-MM-DD`, time `HH:MM:SS[.mmm]`, datetime as
 * Date, objects copied. Undefined when `data` is no value of the type.
 */
export function toDatum(contentType: ContentType, data: unknown): AttributeDatum | undefined {
  switch (contentType) {
    case 'string':
    case 'secret':
    case 'resource':
      return toText(data, datumLimits.line);
    case 'text':
    case 'codeblock':
      return toText(data, datumLimits.text);
    case 'integer': {
      const number = parseNumber(data);
      return Number.isSafeInteger(number) ? number : undefined;
    }
    case 'float':
      return parseNumber(data);
    case 'boolean':
      return typeof data === 'boolean' ? data : undefined;
    case 'date':
      return typeof data === 'string' && parseDay(data) !== undefined ? data : undefined;
    case 'time': {
      const ms = typeof data === 'string' ? parseTime(data) : undefined;
      return ms === undefined ? undefined : formatTime(ms);
    }
    case 'datetime':
      return toInstant(data);
    case 'file':
    case 'credential':
      return toText(data, datumLimits.text) ?? toObject(data);
    case 'object':
      return toObject(data);
  }
}

function toText(data: unknown, limit: number): string | undefined {
  if (typeof data !== 'string' || data.length > limit || !isStorableText(data)) return undefined;
  return data.normalize('NFC');
}

function toInstant(data: unknown): Date | undefined {
  if (data instanceof Date) return Number.isNaN(data.getTime()) ? undefined : data;
  const instant = typeof data === 'string' ? parseInstant(data) : undefined;
  return typeof instant === 'number' ? new Date(instant) : undefined;
}

function toObject(data: unknown): Record<string, unknown> | undefined {
  if (!isPlainObject(data)) return undefined;
  const copy = copyJson(data, 1) as Record<string, unknown> | undefined;
  return copy !== undefined && JSON.stringify(copy).length <= datumLimits.text ? copy : undefined;
}

/** A copy of JSON data, text NFC; undefined when something in it is no JSON, too deep, or a key is an operator. */
function copyJson(value: unknown, depth: number): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'string') return toText(value, datumLimits.text);
  if (depth > datumLimits.depth) return undefined;
  if (Array.isArray(value)) {
    const copies = value.map((element: unknown) => copyJson(element, depth + 1));
    return copies.includes(undefined) ? undefined : copies;
  }
  if (!isPlainObject(value)) return undefined;
  const entries = Object.entries(value).map(
    ([key, inner]) => [key.normalize('NFC'), copyJson(inner, depth + 1)] as const,
  );
  const isFit = entries.every(([key, inner]) => isKey(key) && inner !== undefined);
  return isFit ? Object.fromEntries(entries) : undefined;
}

/** Keys that the database or JavaScript could take for more than a name are refused. */
function isKey(key: string): boolean {
  return key !== '' && key.length <= 200 && key !== '__proto__' && !/^\$|\./.test(key) && isStorableText(key);
}
