import type { JobExecutionStore } from '../../store/jobs/executions';
import type { JobStore } from '../../store/jobs/jobs';
import type { Work } from '../work/work';
import type { JobStep, JobType } from './job-type';

export interface JobRunDeps {
  readonly jobs: Pick<JobStore, 'find'>;
  readonly executions: Pick<JobExecutionStore, 'find'>;
  readonly types: ReadonlyMap<string, JobType>;
}

const failed = (message: string): JobStep => ({ status: 'failed', message, result: null });

/** Does a stretch of the work of an execution, by the type of its job. */
export function createJobRun({ jobs, executions, types }: JobRunDeps) {
  return async (executionId: string, work: Pick<Work, 'signal' | 'heartbeat'>): Promise<JobStep> => {
    const execution = await executions.find(executionId);
    if (execution !== null && execution.status !== 'started') {
      // An earlier attempt came to its end, and was not heard.
      const { status, message, result } = execution;
      return { status, message, result };
    }
    const job = execution === null ? undefined : await jobs.find(execution.job.uuid);
    if (job === undefined) return failed('The job was deleted.');
    const type = types.get(job.jobType);
    if (type?.run === undefined) return failed(`This release does not know jobs of the type "${job.jobType}".`);
    return type.run({ ...work, job, executionId });
  };
}

export type JobRun = ReturnType<typeof createJobRun>;
