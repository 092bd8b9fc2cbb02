import { ScheduleAlreadyRunning, type Client, type ScheduleOptions } from '@temporalio/client';

/** Makes the schedule, or brings it to these options; an operator's pause and note stay as they are. */
export async function ensureSchedule(client: Client, options: ScheduleOptions): Promise<void> {
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const handle = client.schedule.getHandle(options.scheduleId);
    await handle.update((present) => ({
      ...present,
      spec: options.spec,
      action: options.action,
      policies: options.policies ?? {},
    }));
  }
}
