import { isToldInHours, wholeDays, wholeHours } from '../values/people-time';

/** Whole days and whole hours that are left; negative when it is over, and both rounded towards zero. */
export interface TimeLeft {
  readonly daysLeft: number;
  /** Only below two days, where days say too little. */
  readonly hoursLeft: number | null;
}

export function timeLeft(notAfter: Date, now: Date): TimeLeft {
  const ms = notAfter.getTime() - now.getTime();
  return { daysLeft: wholeDays(ms), hoursLeft: isToldInHours(ms) ? wholeHours(ms) : null };
}
