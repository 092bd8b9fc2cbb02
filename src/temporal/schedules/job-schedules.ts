import { ScheduleOverlapPolicy, WorkflowNotFoundError, type Client, type ScheduleOptions } from '@temporalio/client';
import type { SchedulePlan } from '../../domain/jobs/plan';
import { jobRunWorkflowId, jobScheduleId, jobWorkflowId, type TaskQueue } from '../ids';
import type { JobStart } from '../messages/jobs';
import { onceOptions, startRun } from '../runs/start-run';
import { certloomSummary } from '../search-attributes';
import { followRow, specOf, unlessGone } from './followed-schedule';

const summary = 'scheduled job';

export interface JobScheduleState {
  readonly paused: boolean;
  readonly note: string | null;
  readonly nextRuns: readonly Date[];
}

const shownRuns = 3;
/** The note of a schedule that is paused because its job is disabled. */
const ourPause = 'the job is disabled';

/** Schedules of jobs in the engine, and runs beside them. Faults of the engine are thrown as they are. */
export function createJobSchedules(client: Client, queueName: (queue: TaskQueue) => string) {
  const handleOf = (jobUuid: string) => client.schedule.getHandle(jobScheduleId(jobUuid));

  return {
    /**
     * Makes the schedule or brings it to the plan, and pauses or resumes it. Runs of one job do not overlap.
     * @param insists resumes also what an operator has paused in the Temporal UI
     */
    async ensure(jobUuid: string, plan: SchedulePlan, enabled: boolean, insists = false): Promise<void> {
      const options: ScheduleOptions = {
        scheduleId: jobScheduleId(jobUuid),
        spec: specOf(plan),
        action: {
          type: 'startWorkflow',
          workflowType: 'scheduledJob',
          taskQueue: queueName('certloom'),
          workflowId: jobWorkflowId(jobUuid),
          args: [{ jobUuid, trigger: 'schedule' } satisfies JobStart],
          staticSummary: summary,
          typedSearchAttributes: [{ key: certloomSummary, value: summary }],
        },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1h', pauseOnFailure: false },
      };
      await followRow(client, options, { enabled, ourPause, insists });
    },

    async remove(jobUuid: string): Promise<void> {
      await unlessGone(() => handleOf(jobUuid).delete());
    },

    /** Null: there is no such schedule yet. */
    describe: (jobUuid: string): Promise<JobScheduleState | null> =>
      unlessGone(async () => {
        const { state, info } = await handleOf(jobUuid).describe();
        return {
          paused: state.paused,
          note: state.note === undefined || state.note === '' ? null : state.note,
          nextRuns: state.paused ? [] : info.nextActionTimes.slice(0, shownRuns),
        };
      }),

    /** Starts a run now, also while the schedule is paused; gives its workflow id. The same request is one run. */
    async run(jobUuid: string, request: string, timeoutMs: number): Promise<string> {
      const workflowId = jobRunWorkflowId(jobUuid, request);
      const options = onceOptions(queueName, { workflowId, summary: `${summary}, asked for by hand` });
      const args: [JobStart] = [{ jobUuid, trigger: 'manual' }];
      const start = () =>
        client.workflow.start<(job: JobStart) => Promise<unknown>>('scheduledJob', { ...options, args });
      await startRun(client, start, timeoutMs);
      return workflowId;
    },

    /** What the engine says became of a run. */
    async fateOf(workflowId: string) {
      try {
        const { status } = await client.workflow.getHandle(workflowId).describe();
        return fates[status.name] ?? 'running';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'gone';
        throw error;
      }
    },
  };
}

export type JobSchedules = ReturnType<typeof createJobSchedules>;

const fates: Readonly<Record<string, 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed out'>> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed out',
};
