import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client, type ScheduleOptions } from '@temporalio/client';
import { scheduleIds, type TaskQueue } from './ids';

/** Makes sure of every schedule of the product; an operator's pause and note stay as they are. */
export async function ensureSchedules(client: Client, queueName: (queue: TaskQueue) => string): Promise<void> {
  await ensure(client, {
    scheduleId: scheduleIds.uploadSweep,
    spec: { intervals: [{ every: '1m' }] },
    action: {
      type: 'startWorkflow',
      workflowType: 'uploadSweep',
      taskQueue: queueName('certloom'),
      workflowId: 'sweep:uploads',
      args: [],
    },
    // The default would catch up a year.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m', pauseOnFailure: false },
  });
}

async function ensure(client: Client, options: ScheduleOptions): Promise<void> {
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
