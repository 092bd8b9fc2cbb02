import { ScheduleOverlapPolicy, type Client, type ScheduleOptions } from '@temporalio/client';
import type { AlertSchedulePlan } from '../../domain/alerts/schedule';
import { systemActor } from '../../domain/identity/actor';
import { alertScheduleId, alertWorkflowId, type TaskQueue } from '../ids';
import type { AlertRunStart } from '../messages/alerts';
import { alertRunSummary } from '../runs/alerts';
import { certloomSummary } from '../search-attributes';
import { followRow, specOf, unlessGone } from './followed-schedule';

/** The note of a schedule that is paused because its alert is disabled. */
const ourPause = 'the alert is disabled';

/** Schedules of alerts in the engine. Faults of the engine are thrown as they are. */
export function createAlertSchedules(client: Client, queueName: (queue: TaskQueue) => string) {
  return {
    /** Makes the schedule or brings it to the plan. Runs by it do not overlap; one that was missed is made up for within a day. */
    async ensure(uuid: string, plan: AlertSchedulePlan, enabled: boolean): Promise<void> {
      const start: AlertRunStart = { alertUuid: uuid, trigger: 'schedule', context: 'service', actor: systemActor };
      const options: ScheduleOptions = {
        scheduleId: alertScheduleId(uuid),
        spec: specOf(plan),
        action: {
          type: 'startWorkflow',
          workflowType: 'alertRun',
          taskQueue: queueName('certloom'),
          workflowId: alertWorkflowId(uuid),
          args: [start],
          staticSummary: alertRunSummary,
          typedSearchAttributes: [{ key: certloomSummary, value: alertRunSummary }],
        },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1d', pauseOnFailure: false },
      };
      await followRow(client, options, { enabled, ourPause });
    },

    async remove(uuid: string): Promise<void> {
      await unlessGone(() => client.schedule.getHandle(alertScheduleId(uuid)).delete());
    },
  };
}

export type AlertSchedules = ReturnType<typeof createAlertSchedules>;
