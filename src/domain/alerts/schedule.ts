import type { SchedulePlan } from '../jobs/plan';
import { jobCronFault, nextTimes, normalCron, zoneNamed } from '../jobs/times';
import type { Fault } from '../problem';

export const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;
export type Weekday = (typeof weekdays)[number];

/** When an alert looks. All but `interval` are in the time zone of the alert; `time` is `HH:mm`. */
export type AlertSchedule =
  | { readonly interval: { readonly minutes: number } }
  | { readonly daily: { readonly time: string } }
  | { readonly weekly: { readonly time: string; readonly days: readonly Weekday[] } }
  /** A month that has no such day uses its last one. */
  | { readonly monthly: { readonly time: string; readonly day: number } }
  /** Five fields. */
  | { readonly cron: string }
  | { readonly once: { readonly at: Date } };

/** What the engine's schedule is made of. */
export type AlertSchedulePlan = SchedulePlan | { readonly kind: 'interval'; readonly everyMs: number };

const planned = 100;
const shortestMonth = 28;
const dayMs = 86_400_000;
const shortestMs = 5 * 60_000;

/** What is wrong with a schedule, with pointers from the alert. */
export function scheduleFaults(schedule: AlertSchedule, timeZone: string): Fault[] {
  const zone =
    zoneNamed(timeZone) === undefined
      ? [{ pointer: '/timeZone', code: 'wrong_value', detail: `there is no time zone "${timeZone}"` }]
      : [];
  const cron = 'cron' in schedule ? (jobCronFault(schedule.cron) ?? paceFault(schedule.cron)) : undefined;
  return [...zone, ...(cron === undefined ? [] : [{ pointer: '/schedule/cron', code: 'wrong_value', detail: cron }])];
}

/** As often as the shortest interval at most: of the times of any day and the first one of the next. */
function paceFault(cron: string): string | undefined {
  const [minute, hour] = cron.split(' ');
  const times = nextTimes(`${minute} ${hour} * * *`, 'UTC', new Date(-1), dayMs / shortestMs + 1).map(Number);
  const isTooOften = times.some((at, index) => at - (times[index - 1] ?? -Infinity) < shortestMs);
  return isTooOften ? 'an alert looks every 5 minutes at most, as */5 says' : undefined;
}

/** A moment of a schedule that is over: nothing would ever run. */
export function pastFaults(schedule: AlertSchedule | null, now: Date): Fault[] {
  if (schedule === null || !('once' in schedule) || schedule.once.at > now) return [];
  const detail = `this moment is over, it is ${now.toISOString()}; name one that comes`;
  return [{ pointer: '/schedule/once/at', code: 'wrong_value', detail }];
}

/** The schedule as it is stored: a cron text has `*` for each field that leaves nothing out. */
export function normalSchedule(schedule: AlertSchedule): AlertSchedule {
  return 'cron' in schedule ? { cron: normalCron(schedule.cron) } : schedule;
}

/** The next times after `after`, at most `count`. */
export function nextAlertRuns(schedule: AlertSchedule, timeZone: string, after: Date, count: number): Date[] {
  if ('once' in schedule) return schedule.once.at > after ? [schedule.once.at] : [];
  if ('interval' in schedule) {
    // As the engine counts: whole intervals since 1970.
    const every = schedule.interval.minutes * 60_000;
    const first = (Math.floor(after.getTime() / every) + 1) * every;
    return Array.from({ length: count }, (_, index) => new Date(first + index * every));
  }
  if ('monthly' in schedule && schedule.monthly.day > shortestMonth) {
    return lastDayRuns(schedule.monthly, timeZone, after, count);
  }
  return nextTimes(cronOf(schedule), timeZone, after, count);
}

/** A rule where clocks never change, moments elsewhere. */
export function planOfAlert(schedule: AlertSchedule, timeZone: string, now: Date): AlertSchedulePlan {
  if ('interval' in schedule) return { kind: 'interval', everyMs: schedule.interval.minutes * 60_000 };
  if ('once' in schedule) return { kind: 'times', times: [schedule.once.at], refreshAt: null };
  const hasRule = !('monthly' in schedule) || schedule.monthly.day <= shortestMonth;
  if (timeZone === 'UTC' && hasRule) return { kind: 'cron', cron: cronOf(schedule) };
  const times = nextAlertRuns(schedule, timeZone, now, planned);
  return { kind: 'times', times, refreshAt: times[Math.floor(times.length / 2)] ?? null };
}

type Ruled = Exclude<AlertSchedule, { readonly interval: unknown } | { readonly once: unknown }>;

function cronOf(schedule: Ruled): string {
  if ('cron' in schedule) return schedule.cron;
  if ('daily' in schedule) return `${clockOf(schedule.daily.time)} * * *`;
  if ('monthly' in schedule) return `${clockOf(schedule.monthly.time)} ${schedule.monthly.day} * *`;
  const { time, days } = schedule.weekly;
  const numbers = weekdays.flatMap((day, index) => (days.includes(day) ? [index] : []));
  return `${clockOf(time)} * * ${numbers.length === weekdays.length ? '*' : numbers.join(',')}`;
}

/** `07:05` as the first two fields of a cron text. */
function clockOf(time: string): string {
  const [hour = '0', minute = '0'] = time.split(':');
  return `${Number(minute)} ${Number(hour)}`;
}

/** Of the days from the 28th on, in each month the one that is meant. */
function lastDayRuns(
  { time, day }: { readonly time: string; readonly day: number },
  timeZone: string,
  after: Date,
  count: number,
): Date[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' });
  const isMeant = (at: Date) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const daysInMonth = new Date(Date.UTC(parts.get('year') ?? 0, parts.get('month') ?? 1, 0)).getUTCDate();
    return parts.get('day') === Math.min(day, daysInMonth);
  };
  // Four candidates a month at most, and one month more for what lies behind `after`.
  return nextTimes(`${clockOf(time)} 28-31 * *`, timeZone, after, (count + 1) * 4)
    .filter(isMeant)
    .slice(0, count);
}
