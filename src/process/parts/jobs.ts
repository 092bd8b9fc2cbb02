import { createJobActivities } from '../../activities/jobs';
import { createJobRoutes } from '../../api/jobs/jobs';
import { jobSubjects } from '../../services/jobs/firings';
import { ensureSystemJobs } from '../../services/jobs/system-jobs';
import { startRounds } from '../../services/work/rounds';
import { createJobServices } from './job-services';
import type { CreatePart } from './part';

const roundMs = 30_000;

export const jobsPart: CreatePart = (context) => {
  const { stores, logger, runUrl, now } = context.foundation;
  const jobs = createJobServices(context);

  /** Once at the start also those that somebody may have taken away in the engine. */
  async function keepSchedules(all = false): Promise<void> {
    await ensureSystemJobs(stores.jobs, jobs.types.values());
    await jobs.care.reschedule(now(), all);
  }

  return {
    name: 'jobs',
    workflows: ['scheduledJob', 'scheduledJobFinished'],
    routes: () =>
      createJobRoutes({ jobs: stores.jobs, executions: stores.jobExecutions, controls: jobs.controls, runUrl }),
    activities: () => {
      const activities = createJobActivities(jobs);
      return { certloom: activities, scan: activities };
    },
    startBackground: () => {
      const onFault = (error: unknown) => logger.warn({ err: error }, 'schedules of jobs could not be looked after');
      keepSchedules(true).catch(onFault);
      return [startRounds(roundMs, () => keepSchedules(), onFault)];
    },
    subjects: () => [jobSubjects(stores.jobs)],
    tidy: jobs.care.tidy,
  };
};
