import { ScheduleNotFoundError, type Client, type ScheduleOptions, type ScheduleSpec } from '@temporalio/client';
import type { AlertSchedulePlan } from '../../domain/alerts/schedule';
import { ensureSchedule } from './ensure-schedule';
import { calendarOf } from './moments';

/**
 * Makes the schedule of a row or brings it to these options, and pauses or resumes it as the row is enabled.
 * @param ourPause the note that a pause of ours has; what an operator has paused stays so
 * @param insists resumes also what an operator has paused in the Temporal UI
 */
export async function followRow(
  client: Client,
  options: ScheduleOptions,
  { enabled, ourPause, insists = false }: { enabled: boolean; ourPause: string; insists?: boolean },
): Promise<void> {
  await ensureSchedule(client, options);
  const handle = client.schedule.getHandle(options.scheduleId);
  const { state } = await handle.describe();
  if (!enabled && !state.paused) await handle.pause(ourPause);
  if (enabled && state.paused && (insists || state.note === ourPause)) await handle.unpause('enabled');
}

/** Null where the engine has no such schedule. */
export async function unlessGone<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

/** When the engine starts runs by a plan. */
export function specOf(plan: AlertSchedulePlan): ScheduleSpec {
  if (plan.kind === 'interval') return { intervals: [{ every: plan.everyMs }] };
  if (plan.kind === 'cron') return { cronExpressions: [plan.cron] };
  return { calendars: plan.times.map(calendarOf) };
}
