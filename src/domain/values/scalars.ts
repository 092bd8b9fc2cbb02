/** How text becomes numbers, days, times and instants; shared by conditions and custom attributes. */

const millisecondsPerDay = 86_400_000;
const numberForm = /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,4})?$/;
const dayForm = /^(\d{4})-(\d{2})-(\d{2})$/;
const timeForm = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?Z?$/;
const instantForm = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(?:([Zz])|([+-])(\d{2}):(\d{2}))?$/;
/**
 * The first and last moments that all of ours agree on, milliseconds since 1970: RFC 3339 has four digits for a year,
 * and there are BSON libraries and calendars without a year 0.
 */
export const earliestInstant = -62_135_596_800_000;
export const latestInstant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** True for text that UTF-8 can carry unchanged: no lone surrogates and no NUL. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** A finite number, also from numeric text. Undefined for anything else; NaN and infinities are no numbers here. */
export function parseNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !numberForm.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Days since 1970-01-01 of `YYYY-MM-DD`; undefined when the calendar has no such day. */
export function parseDay(text: string): number | undefined {
  const match = dayForm.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() / millisecondsPerDay;
}

/** `YYYY-MM-DD` of the UTC day an instant falls on. */
export function formatDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Milliseconds since midnight of `HH:MM[:SS[.fraction]]`; undefined when it is no time of day. */
export function parseTime(text: string): number | undefined {
  const match = timeForm.exec(text);
  if (match === null) return undefined;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const fraction = Number((match[4] ?? '').slice(0, 3).padEnd(3, '0'));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction;
}

/** `HH:MM:SS`, with `.mmm` only when there are milliseconds: text in this form sorts as the times do. */
export function formatTime(ms: number): string {
  const text = new Date(ms).toISOString().slice(11, 23);
  return text.endsWith('.000') ? text.slice(0, 8) : text;
}

/**
 * Milliseconds since 1970 of an RFC 3339 instant; digits beyond the millisecond are cut. `offset_missing` when only
 * the offset is missing; undefined when it is no instant of the years 1 to 9999.
 */
export function parseInstant(text: string): number | 'offset_missing' | undefined {
  const match = instantForm.exec(text);
  if (match === null) return undefined;
  const day = parseDay(match[1]!);
  const time = parseTime(match[2]!);
  if (day === undefined || time === undefined) return undefined;
  if (match[3] === undefined && match[4] === undefined) return 'offset_missing';
  const [hours, minutes] = [Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (hours > 23 || minutes > 59) return undefined;
  const offset = (match[4] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
  const instant = day * millisecondsPerDay + time - offset;
  return instant >= earliestInstant && instant <= latestInstant ? instant : undefined;
}
