import type { JobEnd, ScheduledJob } from '../../domain/jobs/job';
import type { JobExecutionStore } from '../../store/jobs/executions';
import type { JobStore } from '../../store/jobs/jobs';
import type { ServiceLogger } from '../logger';
import type { JobExecutions } from './executions';

/** What became of a run: how it ended, or that it goes on. */
export type RunFate = 'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed out' | 'gone';

export interface JobCareDeps {
  readonly jobs: Pick<JobStore, 'all' | 'unscheduled' | 'running' | 'release'>;
  readonly store: Pick<JobExecutionStore, 'find' | 'underWay' | 'untold' | 'removeOlder'>;
  readonly executions: Pick<JobExecutions, 'end' | 'tellEnd'>;
  readonly fateOf: (workflowId: string) => Promise<RunFate>;
  readonly schedule: (job: ScheduledJob) => Promise<void>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
}

const patienceMs = 30_000;
const atOnce = 100;
const keptMs = 365 * 86_400_000;

/** Compares what the rows say with what the engine has. */
export function createJobCare({ jobs, store, executions, fateOf, schedule, logger }: JobCareDeps) {
  const each = async <T>(items: readonly T[], message: string, work: (item: T) => Promise<void>) => {
    for (const item of items) await work(item).catch((error: unknown) => logger.warn({ err: error }, message));
  };

  return {
    /** Makes the schedules that are not what their jobs say, and gives times to those that run out of them. */
    async reschedule(now: Date, all = false): Promise<void> {
      await each(await (all ? jobs.all() : jobs.unscheduled(now)), 'the schedule of a job could not be made', schedule);
    },

    async tidy(now: Date): Promise<void> {
      const before = new Date(now.getTime() - patienceMs);
      await each(await store.underWay(before, atOnce), 'a run of a job could not be looked at', async (execution) => {
        const fate = await fateOf(execution.workflowId);
        if (fate !== 'running') await executions.end(execution.id, endOf(fate));
      });
      await each(await store.untold(before, atOnce), 'the end of a job could not be told', executions.tellEnd);
      const stuck = (await jobs.running()).filter(({ since }) => since < before);
      await each(stuck, 'a job could not be released', async ({ job, execution }) => {
        const found = await store.find(execution);
        if (found === null || found.status !== 'started') await jobs.release(job, execution);
      });
      await store.removeOlder(new Date(now.getTime() - keptMs));
    },
  };
}

function endOf(fate: Exclude<RunFate, 'running'>): JobEnd {
  const message = fate === 'gone' ? 'The run is no longer known to Temporal.' : `The run was ${fate}.`;
  return {
    status: 'failed',
    message: fate === 'completed' ? 'The run ended without a result.' : message,
    result: null,
  };
}
