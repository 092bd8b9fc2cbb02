import { ScheduleOverlapPolicy, type ScheduleOptions } from '@temporalio/client';
import { scanSummary } from '../messages/expiration';
import { certloomSummary } from '../search-attributes';
import { scanWorkflowId, scheduleIds, type TaskQueue } from '../ids';

/** The schedule of the scan, and the workflow id that its runs begin with. */
export interface ScanIds {
  readonly scheduleId: string;
  readonly workflowId: string;
}

/**
 * The hourly scan, by a cron text of five fields in UTC. A missed hour is caught up once: by the time the next is due
 * the one before is over.
 * @param ids another schedule and its runs, for an installation that shares a namespace
 */
export function expirationScanSchedule(
  queueName: (queue: TaskQueue) => string,
  cron: string,
  ids: ScanIds = { scheduleId: scheduleIds.expirationScan, workflowId: scanWorkflowId },
): ScheduleOptions {
  return {
    scheduleId: ids.scheduleId,
    spec: { cronExpressions: [cron], jitter: '1m' },
    action: {
      type: 'startWorkflow',
      workflowType: 'expirationScan',
      taskQueue: queueName('certloom'),
      workflowId: ids.workflowId,
      args: [],
      staticSummary: scanSummary,
      typedSearchAttributes: [{ key: certloomSummary, value: scanSummary }],
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1h', pauseOnFailure: false },
  };
}
