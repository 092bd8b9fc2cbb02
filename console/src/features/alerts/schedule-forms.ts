import type { Alert } from './queries';

export type Schedule = NonNullable<Alert['schedule']>;
export type ScheduleForm = 'none' | 'interval' | 'daily' | 'weekly' | 'monthly' | 'cron' | 'once';

export const scheduleFormNames: Readonly<Record<ScheduleForm, string>> = {
  none: 'only when something happens',
  interval: 'every so many minutes',
  daily: 'each day',
  weekly: 'on days of the week',
  monthly: 'on a day of the month',
  cron: 'by a cron line',
  once: 'once',
};

export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;

export function formOf(schedule: Schedule | undefined): ScheduleForm {
  return schedule === undefined ? 'none' : (Object.keys(schedule)[0] as ScheduleForm);
}

/** What another form begins with; the time of day is kept. */
export function withForm(schedule: Schedule | undefined, form: ScheduleForm, now: Date): Schedule | undefined {
  const time = timeOf(schedule) ?? '06:00';
  switch (form) {
    case 'none':
      return undefined;
    case 'interval':
      return { interval: { minutes: 60 } };
    case 'daily':
      return { daily: { time } };
    case 'weekly':
      return { weekly: { time, days: ['MON'] } };
    case 'monthly':
      return { monthly: { time, day: 1 } };
    case 'cron':
      return { cron: cronOf(time) };
    case 'once':
      return { once: { at: new Date(now.getTime() + 86_400_000).toISOString() } };
  }
}

function timeOf(schedule: Schedule | undefined): string | undefined {
  if (schedule === undefined) return undefined;
  if ('daily' in schedule) return schedule.daily.time;
  if ('weekly' in schedule) return schedule.weekly.time;
  return 'monthly' in schedule ? schedule.monthly.time : undefined;
}

function cronOf(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return `${minute} ${hour} * * *`;
}

/** A moment as a field of the browser has it, in its own zone, and back. */
export function toLocal(at: string): string {
  const date = new Date(at);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}
