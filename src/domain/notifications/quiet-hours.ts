import { weekdays, type QuietHours } from './profile';

const dayMs = 86_400_000;
const zoneName = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

/** True for a name that the platform's copy of the IANA database knows; offsets such as `+01:00` are no zones. */
export function isTimeZone(text: string): boolean {
  if (!zoneName.test(text)) return false;
  try {
    clockOf(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The end of the quiet window that covers `now`, null when none does. Windows are wall-clock time of the profile's
 * zone and belong to the day on which they begin. A `from` or `to` in the hour that is left out in spring stands for
 * the moment of the change; in the hour that occurs twice in autumn, `from` is its first and `to` its second
 * occurrence, so that nothing is sent while the clock shows a quiet time.
 */
export function quietUntil({ timeZone, from, to, days }: QuietHours, now: Date): Date | null {
  const clock = clockOf(timeZone);
  const today = Math.floor(wallTime(clock, now.getTime()) / dayMs) * dayMs;
  const overnight = from >= to;
  const windows = [today - dayMs, today, today + dayMs].flatMap((day) => {
    // 1970-01-01 was a Thursday, the fourth of the weekdays.
    const weekday = weekdays[(day / dayMs + 3) % 7]!;
    if (days.length > 0 && !days.includes(weekday)) return [];
    const begin = instantOf(clock, day + minutesMs(from), 'first');
    return [{ begin, end: instantOf(clock, (overnight ? day + dayMs : day) + minutesMs(to), 'second') }];
  });
  // Windows stand in the order of their days; a change of the clock may let one begin before the last has ended.
  const until = windows.reduce(
    (end, window) => (window.begin <= end && end < window.end ? window.end : end),
    now.getTime(),
  );
  return until > now.getTime() ? new Date(until) : null;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Throws RangeError for a zone that does not exist. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  // Making one is slow, and names in other letter cases could fill the memory.
  if (clocks.size >= 100) clocks.clear();
  clocks.set(timeZone, clock);
  return clock;
}

/** What the clock shows at an instant, as if it were UTC, whole seconds. */
function wallTime(clock: Intl.DateTimeFormat, instant: number): number {
  const parts = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour'], parts['minute'], parts['second']);
}

/** The instant at which the clock shows `wall` (whole seconds, as if UTC). See `quietUntil` for changes of the clock. */
function instantOf(clock: Intl.DateTimeFormat, wall: number, occurrence: 'first' | 'second'): number {
  const offsetAt = (instant: number) => wallTime(clock, instant) - instant;
  const before = wall - offsetAt(wall - dayMs);
  const behind = wall - offsetAt(wall + dayMs);
  const shown = [before, behind].filter((instant) => wallTime(clock, instant) === wall);
  if (shown.length > 0) return occurrence === 'first' ? Math.min(...shown) : Math.max(...shown);
  // Never shown: the change lies between the two readings, and the clock jumps over `wall` there.
  let [early, late] = [Math.min(before, behind), Math.max(before, behind)];
  while (late - early > 1000) {
    const middle = early + Math.floor((late - early) / 2000) * 1000;
    if (wallTime(clock, middle) > wall) late = middle;
    else early = middle;
  }
  return late;
}

function minutesMs(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return (hours! * 60 + minutes!) * 60_000;
}
