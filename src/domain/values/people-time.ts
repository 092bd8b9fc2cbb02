/** A moment as machines write it: RFC 3339 in UTC with milliseconds. */
const machineTime = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.\d{3}Z$/;

/** A moment for people, `2030-01-31 09:00:00 UTC`; any other text stays as it is. */
export function peopleTime(text: string): string {
  return text.replace(machineTime, '$1 $2 UTC');
}

/** The same moment without milliseconds, `2030-01-31T09:00:00Z`; any other text stays as it is. */
export function withoutMilliseconds(text: string): string {
  return text.replace(machineTime, '$1T$2Z');
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Below this, days say too little. */
const hoursBelow = 48;

/** Whether people are told hours, because days would say too little. */
export function isToldInHours(leftMs: number): boolean {
  return leftMs < hoursBelow * hourMs;
}

/** Whole days that are left, or since the end as a negative number; rounded towards zero. */
export function wholeDays(leftMs: number): number {
  return whole(leftMs, dayMs);
}

/** The same in hours. */
export function wholeHours(leftMs: number): number {
  return whole(leftMs, hourMs);
}

/** Never -0, which differs from 0 for those who compare. */
function whole(leftMs: number, unitMs: number): number {
  return Math.trunc(leftMs / unitMs) + 0;
}

/**
 * What is left, for people: hours below two days, else whole days; `expired` once it is over. Rounded down, so that
 * nobody counts on more.
 */
export function timeLeftText(leftMs: number): string {
  if (leftMs < 0) return 'expired';
  const hours = wholeHours(leftMs);
  if (!isToldInHours(leftMs)) return `${wholeDays(leftMs)} days left`;
  if (hours < 1) return 'less than an hour left';
  return hours === 1 ? '1 hour left' : `${hours} hours left`;
}

/** Whole hours left where people are told hours; undefined where they are told days, or that it is over. */
export function hoursLeftOf(leftMs: number): number | undefined {
  return leftMs >= 0 && isToldInHours(leftMs) ? wholeHours(leftMs) : undefined;
}
