import { ScheduleOverlapPolicy, type ScheduleOptions } from '@temporalio/client';
import { scheduleIds, type TaskQueue } from '../ids';

/** Every minute; a minute that was missed is not caught up, because the next one does the same work. */
export function uploadSweepSchedule(queueName: (queue: TaskQueue) => string): ScheduleOptions {
  return {
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
  };
}
