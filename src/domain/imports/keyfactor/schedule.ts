import { weekdays, type Weekday } from '../../alerts/schedule';
import type { Place } from '../ledger';

/** A schedule as documents have it. */
export type ScheduleSpec =
  | { readonly interval: { readonly minutes: number } }
  | { readonly daily: { readonly time: string } }
  | { readonly weekly: { readonly time: string; readonly days: readonly Weekday[] } }
  | { readonly monthly: { readonly time: string; readonly day: number } }
  | { readonly once: { readonly at: string } };

const shortestInterval = 5;
const longestInterval = 10_080;

/** A schedule of Command, whose times are UTC; undefined where there is none, or none that can be read. */
export function readSchedule(place: Place, now: Date): ScheduleSpec | undefined {
  if (place.peek === null) place.take();
  const [interval, daily, weekly] = [place.at('Interval'), place.at('Daily'), place.at('Weekly')];
  const [monthly, once, immediate] = [place.at('Monthly'), place.at('ExactlyOnce'), place.at('Immediate')];
  // Forms that are not used stand there as null.
  for (const one of [interval, daily, weekly, monthly, once]) if (one.peek === null) one.take();
  const minutes = interval.at('Minutes').whole();
  if (minutes !== undefined) {
    const bounded = Math.min(Math.max(minutes, shortestInterval), longestInterval);
    if (bounded !== minutes) {
      interval.at('Minutes').note('interval_changed', `intervals have 5 minutes to 7 days; it becomes ${bounded}`);
    }
    return { interval: { minutes: bounded } };
  }
  const dailyTime = timeOf(daily.at('Time'));
  if (dailyTime !== undefined) return { daily: { time: dailyTime } };
  const weeklyTime = timeOf(weekly.at('Time'));
  if (weeklyTime !== undefined) {
    const days = daysOf(weekly.at('Days'));
    if (days.length > 0) return { weekly: { time: weeklyTime, days } };
  }
  const monthlyTime = timeOf(monthly.at('Time'));
  const day = monthlyTime === undefined ? undefined : monthly.at('Day').whole();
  if (monthlyTime !== undefined && day !== undefined && day >= 1 && day <= 31) {
    return { monthly: { time: monthlyTime, day } };
  }
  const at = momentOf(once.at('Time'));
  if (at !== undefined) return { once: { at: at.toISOString() } };
  if (immediate.flag() === true) {
    immediate.note('immediate_once', 'it looks once, at the time of this import');
    return { once: { at: now.toISOString() } };
  }
  return undefined;
}

/** `06:00`, `06:00:00` or a moment, as `HH:mm` in UTC. */
function timeOf(place: Place): string | undefined {
  const { peek } = place;
  if (peek === undefined) return undefined;
  const text = place.text();
  if (text === undefined) return undefined;
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?$/.exec(text.trim());
  if (clock !== null) return `${clock[1]!.padStart(2, '0')}:${clock[2]}`;
  const at = moment(text);
  if (at === undefined) {
    place.note('time_unreadable', 'this is no time of day');
    return undefined;
  }
  return at.toISOString().slice(11, 16);
}

function momentOf(place: Place): Date | undefined {
  const text = place.text();
  const at = text === undefined ? undefined : moment(text);
  if (text !== undefined && at === undefined) place.note('time_unreadable', 'this is no moment');
  return at;
}

/** A moment without an offset is UTC. */
function moment(text: string): Date | undefined {
  const form = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i.exec(text.trim());
  if (form === null) return undefined;
  const at = new Date(form[1] === undefined ? `${text.trim().replace(' ', 'T')}Z` : text.trim());
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** Numbers from 0, Sunday, or names; the note says how they were read. */
function daysOf(place: Place): Weekday[] {
  const found = new Set<Weekday>();
  for (const item of Array.isArray(place.peek) ? place.items() : [place]) {
    const text = item.text()?.trim() ?? '';
    const number = /^\d$/.test(text) ? Number(text) : undefined;
    const day =
      number === undefined
        ? weekdays.find((one) => text.length >= 3 && text.toUpperCase().startsWith(one))
        : weekdays[number];
    if (day === undefined) item.note('day_unknown', 'days are 0, Sunday, to 6, Saturday, or names');
    else found.add(day);
  }
  const days = weekdays.filter((one) => found.has(one));
  if (days.length > 0) place.note('days_read', `the days are read as ${days.join(', ')}, with 0 as Sunday`);
  return days;
}
