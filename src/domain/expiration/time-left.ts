import { isToldInHours } from '../values/people-time';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Whole days and whole hours that are left, rounded down; negative when it is over. */
export interface TimeLeft {
  readonly daysLeft: number;
  /** Only below two days, where days say too little. */
  readonly hoursLeft: number | null;
}

export function timeLeft(notAfter: Date, now: Date): TimeLeft {
  const ms = notAfter.getTime() - now.getTime();
  return { daysLeft: Math.floor(ms / dayMs), hoursLeft: isToldInHours(ms) ? Math.floor(ms / hourMs) : null };
}
