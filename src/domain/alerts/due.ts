import type { Alert, Repeat } from './alert';
import type { LedgerState } from './ledger';

const dayMs = 86_400_000;

export function utcDay(at: Date): number {
  return Math.floor(at.getTime() / dayMs);
}

/** Whole UTC days from the day of `now` to the day of `end`; negative once that day is over. */
export function daysBetween(now: Date, end: Date): number {
  return utcDay(end) - utcDay(now);
}

export interface DueRule extends Pick<Alert, 'thresholds' | 'graceDays'> {
  /** Part of the lifetime before its end, 1 to 100; null and 100: the thresholds alone count. */
  readonly lifetimePercent: number | null;
}

export interface Lifetime {
  readonly notBefore: Date | null;
  readonly notAfter: Date;
}

/**
 * The thresholds that are reached, smallest first: the whole UTC day counts, so that the first run of a day covers it.
 * None once the end is longer ago than the days of grace, or before the last part of the lifetime has begun.
 */
export function reachedThresholds({ notBefore, notAfter }: Lifetime, rule: DueRule, now: Date): number[] {
  const left = daysBetween(now, notAfter);
  if (-left > rule.graceDays) return [];
  const { lifetimePercent: percent } = rule;
  if (percent !== null && percent < 100 && notBefore !== null && notBefore < notAfter) {
    const lifetime = notAfter.getTime() - notBefore.getTime();
    const begins = new Date(notAfter.getTime() - Math.floor((lifetime * percent) / 100));
    if (utcDay(begins) > utcDay(now)) return [];
  }
  return rule.thresholds.filter((threshold) => left <= threshold).sort((one, other) => one - other);
}

/** A row of the ledger as the rules see it, of one item and channel. */
export interface LedgerMark {
  readonly threshold: number;
  readonly occurrence: number;
  readonly state: LedgerState;
  /** When it was claimed. */
  readonly at: Date;
}

export interface Due {
  readonly threshold: number;
  readonly occurrence: number;
  /** Larger thresholds that were reached and have no row: they are not sent any more. */
  readonly superseded: readonly number[];
}

/**
 * What is due for one item and channel, by its rows. Of all reached thresholds only the smallest, and only where no row
 * of it or of a smaller one exists: a larger one never follows a smaller one. Then reminders.
 * @param reached as `reachedThresholds` gives them
 */
export function dueFor(
  reached: readonly number[],
  marks: readonly LedgerMark[],
  repeat: Repeat | null,
  now: Date,
): Due | null {
  const [smallest] = reached;
  if (smallest === undefined) return null;
  const known = new Set(marks.map(({ threshold }) => threshold));
  if (!marks.some(({ threshold }) => threshold <= smallest)) {
    const superseded = reached.filter((threshold) => threshold > smallest && !known.has(threshold));
    return { threshold: smallest, occurrence: 1, superseded };
  }
  return reminderOf(marks, repeat, now);
}

/** States from which nothing follows: what was never sent is not brought to mind, and what was stopped stays so. */
const silent: ReadonlySet<LedgerState> = new Set(['superseded', 'baseline', 'cancelled', 'claimed']);

function reminderOf(marks: readonly LedgerMark[], repeat: Repeat | null, now: Date): Due | null {
  if (repeat === null) return null;
  const threshold = Math.min(...marks.map((mark) => mark.threshold));
  const ofIt = marks.filter((mark) => mark.threshold === threshold);
  const last = ofIt.reduce((one, other) => (other.occurrence > one.occurrence ? other : one));
  if (silent.has(last.state) || last.occurrence > repeat.max) return null;
  if (daysBetween(last.at, now) < repeat.everyDays) return null;
  return { threshold, occurrence: last.occurrence + 1, superseded: [] };
}
