import type { ScheduledJob } from './job';
import { nextTimes } from './times';

/** What the schedule of a job in the engine is made of. */
export type SchedulePlan =
  | { readonly kind: 'cron'; readonly cron: string }
  /** Moments, because the engine loses some where clocks change; from `refreshAt` on it needs further ones. */
  | { readonly kind: 'times'; readonly times: readonly Date[]; readonly refreshAt: Date | null };

const planned = 100;

/** A rule where clocks never change, moments elsewhere; of a job that runs once the one moment. */
export function planOf({ cron, timeZone, oneTime }: ScheduledJob, now: Date): SchedulePlan {
  if (oneTime) return { kind: 'times', times: nextTimes(cron, timeZone, now, 1), refreshAt: null };
  if (timeZone === 'UTC') return { kind: 'cron', cron };
  const times = nextTimes(cron, timeZone, now, planned);
  return { kind: 'times', times, refreshAt: times[Math.floor(times.length / 2)] ?? null };
}
