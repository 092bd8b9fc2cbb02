import { ScheduleOverlapPolicy, type ScheduleOptions } from '@temporalio/client';
import { scheduleIds, validationWorkflowId, type TaskQueue } from '../ids';
import { validationSummary } from '../messages/validation';
import { certloomSummary } from '../search-attributes';

/** The hourly check of certificates. A run that takes longer than an hour is not joined by another. */
export function validationSchedule(queueName: (queue: TaskQueue) => string): ScheduleOptions {
  return {
    scheduleId: scheduleIds.validation,
    spec: { cronExpressions: ['37 * * * *'], jitter: '1m' },
    action: {
      type: 'startWorkflow',
      workflowType: 'certificateValidation',
      taskQueue: queueName('certloom'),
      workflowId: validationWorkflowId,
      args: [],
      staticSummary: validationSummary,
      typedSearchAttributes: [{ key: certloomSummary, value: validationSummary }],
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1h', pauseOnFailure: false },
  };
}
