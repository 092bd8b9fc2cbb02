import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client, type ScheduleOptions } from '@temporalio/client';
import { scanWorkflowId, scheduleIds, type TaskQueue } from '../ids';

/** The schedule of the scan, and the workflow id that its runs begin with. */
export interface ScanIds {
  readonly scheduleId: string;
  readonly workflowId: string;
}

/** Makes sure of every schedule of the product; an operator's pause and note stay as they are. */
export async function ensureSchedules(
  client: Client,
  queueName: (queue: TaskQueue) => string,
  { scanCron }: { readonly scanCron: string },
): Promise<void> {
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
  await ensureExpirationScan(client, queueName, scanCron);
}

/**
 * The hourly scan, by a cron text of five fields in UTC. A missed hour is caught up once: by the time the next is due
 * the one before is over.
 * @param ids another schedule and its runs, for an installation that shares a namespace
 */
export async function ensureExpirationScan(
  client: Client,
  queueName: (queue: TaskQueue) => string,
  cron: string,
  ids: ScanIds = { scheduleId: scheduleIds.expirationScan, workflowId: scanWorkflowId },
): Promise<void> {
  await ensure(client, {
    scheduleId: ids.scheduleId,
    spec: { cronExpressions: [cron], jitter: '1m' },
    action: {
      type: 'startWorkflow',
      workflowType: 'expirationScan',
      taskQueue: queueName('certloom'),
      workflowId: ids.workflowId,
      args: [],
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1h', pauseOnFailure: false },
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
