/** Times of certificates (RFC 5280, section 4.1.2.5) out of their DER. */
import { earliestInstant, latestInstant } from '../domain/values/scalars';
import { derTags } from './der';

export type TimeWarning = 'time_unreadable' | 'time_without_seconds' | 'time_with_offset' | 'time_with_fraction';

export interface DecodedTime {
  /** UTC; null when the text is no time. 9999-12-31T23:59:59Z means "no well-defined expiration date". */
  readonly time: Date | null;
  readonly warning: TimeWarning | null;
}

const UNREADABLE: DecodedTime = { time: null, warning: 'time_unreadable' };

/**
 * Reads UTCTime (years 1950..2049) and GeneralizedTime with `Z`. Missing seconds, a numeric offset and a fraction,
 * which RFC 5280 forbids and old issuers wrote, are read with a warning. Anything else is null, never NaN: a
 * comparison with NaN is always false, and such a certificate would never expire. The same goes for moments outside
 * the years 1 to 9999.
 */
export function decodeTime(bytes: Uint8Array, tag: number, start: number, end: number): DecodedTime {
  let at = start;
  let warning: TimeWarning | null = null;
  const two = (): number => {
    const tens = (bytes[at] ?? 0) - 0x30;
    const ones = (bytes[at + 1] ?? 0) - 0x30;
    if (at + 2 > end || tens < 0 || tens > 9 || ones < 0 || ones > 9) return NaN;
    at += 2;
    return tens * 10 + ones;
  };
  const isDigit = (): boolean => at < end && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39;

  let year = two();
  if (tag === derTags.utcTime) year += year < 50 ? 2000 : 1900;
  else if (tag === derTags.generalizedTime) year = year * 100 + two();
  else return UNREADABLE;
  const month = two();
  const day = two();
  const hour = two();
  const minute = two();
  let second = 0;
  if (isDigit()) second = two();
  else warning = 'time_without_seconds';

  let milliseconds = 0;
  if (tag === derTags.generalizedTime && (bytes[at] === 0x2e || bytes[at] === 0x2c) && at < end) {
    warning = 'time_with_fraction';
    at += 1;
    for (let unit = 100; isDigit(); unit = Math.floor(unit / 10), at += 1) {
      milliseconds += unit * ((bytes[at] as number) - 0x30);
    }
  }

  let offsetMinutes = 0;
  const zone = at < end ? (bytes[at] as number) : 0;
  at += 1;
  if (zone === 0x2b || zone === 0x2d) {
    warning = 'time_with_offset';
    offsetMinutes = (two() * 60 + two()) * (zone === 0x2b ? 1 : -1);
  } else if (zone !== 0x5a) {
    return UNREADABLE;
  }
  if (at !== end || Math.abs(offsetMinutes) > 14 * 60 || Number.isNaN(offsetMinutes)) return UNREADABLE;

  const local = utcMilliseconds(year, month, day, hour, minute, second);
  if (Number.isNaN(local)) return UNREADABLE;
  const time = new Date(local + milliseconds - offsetMinutes * 60_000);
  // An offset may lead out of it too.
  if (time.getTime() < earliestInstant || time.getTime() > latestInstant) return UNREADABLE;
  return { time, warning };
}

/** Milliseconds since the epoch; NaN when a field is out of range (30 February included). */
function utcMilliseconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  // Written so that NaN in any field fails the comparison.
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 59)) return NaN;
  if (year >= 1900) {
    const time = Date.UTC(year, month - 1, day, hour, minute, second);
    return day <= 28 || new Date(time).getUTCDate() === day ? time : NaN;
  }
  // Date.UTC takes the years 0..99 as 1900..1999.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) return NaN;
  return date.setUTCHours(hour, minute, second, 0);
}
