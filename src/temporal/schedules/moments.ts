import type { CalendarSpec } from '@temporalio/client';

const months = [
  ...(['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY'] as const),
  ...(['AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'] as const),
];

/** One moment, in UTC. The engine counts whole seconds: what lies between two is the later one, never one that is over. */
export function calendarOf(moment: Date): CalendarSpec {
  const at = new Date(Math.ceil(moment.getTime() / 1_000) * 1_000);
  return {
    ...{ year: at.getUTCFullYear(), month: months[at.getUTCMonth()]!, dayOfMonth: at.getUTCDate() },
    ...{ hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds() },
  };
}
