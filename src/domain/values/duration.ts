/** ISO 8601 durations as conditions, schedules and settings use them: positive, whole, at most 100 years. */
export interface Duration {
  /** Years and months together; they count by the UTC calendar. */
  readonly months: number;
  readonly days: number;
  /** The time part, milliseconds. */
  readonly timeMs: number;
}

const day = 86_400_000;
const form =
  /^P(?:(\d{1,6})W|(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,10})(?:\.(\d{1,3}))?S)?)?)$/;

/** The longest duration is measured from a fixed day, so that P100Y, P1200M and P36525D are all allowed. */
const yardstick = Date.UTC(2000, 0, 1);
const longestMs = Date.UTC(2100, 0, 1) - yardstick;

/**
 * Reads an ISO 8601 duration: `P1Y2M3DT4H5M6.789S` or `P2W`. Weeks stand alone, only seconds may have a fraction
 * (to the millisecond). Undefined when the text is no duration, has a sign, is zero, or is longer than `P100Y`.
 */
export function parseDuration(text: string): Duration | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [weeks, years, months, days, hours, minutes, seconds] = match.slice(1, 8).map((part) => Number(part ?? 0));
  const duration: Duration = {
    months: years! * 12 + months!,
    days: weeks! * 7 + days!,
    timeMs: hours! * 3_600_000 + minutes! * 60_000 + seconds! * 1000 + Number((match[8] ?? '').padEnd(3, '0')),
  };
  const length = durationMs(duration, new Date(yardstick));
  return length > 0 && length <= longestMs ? duration : undefined;
}

/**
 * The instant `duration` after (sign 1) or before (sign -1) `date`. Months first, by the UTC calendar, a day that the
 * month does not have becomes its last (31 January + P1M = 28 or 29 February); then days, then the time part.
 */
export function addDuration(date: Date, duration: Duration, sign: 1 | -1): Date {
  const ms = addMonths(date, sign * duration.months);
  return new Date(ms + sign * (duration.days * day + duration.timeMs));
}

/** Milliseconds of a duration counted from `from` (default 1970-01-01, which matters for years and months only). */
export function durationMs(duration: Duration, from: Date = new Date(0)): number {
  return addDuration(from, duration, 1).getTime() - from.getTime();
}

/** Milliseconds of a stored ISO 8601 duration, counted from 1970-01-01; `fallback` for one that cannot be read. */
export function millisecondsOf(text: string, fallback: number): number {
  const duration = parseDuration(text);
  return duration === undefined ? fallback : durationMs(duration);
}

function addMonths(date: Date, months: number): number {
  if (months === 0) return date.getTime();
  const first = new Date(date.getTime());
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const lastDay = new Date(first.getTime());
  lastDay.setUTCMonth(first.getUTCMonth() + 1, 0);
  first.setUTCDate(Math.min(date.getUTCDate(), lastDay.getUTCDate()));
  return first.getTime();
}
