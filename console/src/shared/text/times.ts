const steps = [
  ['year', 365.25 * 86_400],
  ['month', 30.4375 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `in 3 weeks`, `2 hours ago`: by the largest unit of which there are at least two, so that 13 days stay days. */
export function relativeTime(at: string, now: Date): string {
  const seconds = (Date.parse(at) - now.getTime()) / 1000;
  if (!Number.isFinite(seconds)) return at;
  const size = Math.abs(seconds);
  if (size < 45) return seconds <= 0 ? 'just now' : 'in a moment';
  const [unit, length] = steps.find(([, each]) => size >= 2 * each) ?? (['minute', 60] as const);
  return words.format(Math.trunc(seconds / length) || Math.sign(seconds), unit);
}

/** `30 Nov 2026, 14:05:09 CET`: the month by name, 24 hours, the zone behind it. */
export function exactTime(at: string, timeZone: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  return new Intl.DateTimeFormat('en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    ...{ hourCycle: 'h23', timeZone, timeZoneName: 'short' },
  }).format(date);
}

const instants = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z/g;

/** A text of ours with the points in time in it, which the product writes in UTC, as the reader has chosen to read them. */
export function withExactTimes(text: string, timeZone: string): string {
  return text.replace(instants, (at) => exactTime(at, timeZone));
}

/** `30 Nov 2026`, for what is about days. */
export function dayOf(at: string, timeZone: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(date);
}
