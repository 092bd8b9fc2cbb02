import type { ScheduledJob } from '../../domain/jobs/job';
import type { Permission } from '../../domain/identity/permissions';
import type { JobExecutionStore } from '../../store/jobs/executions';
import type { JobStore } from '../../store/jobs/jobs';
import type { Work } from '../work/work';
import type { JobStep, JobType } from './job-type';

export interface JobRunDeps {
  readonly jobs: Pick<JobStore, 'find'>;
  readonly executions: Pick<JobExecutionStore, 'find'>;
  readonly types: ReadonlyMap<string, JobType>;
  /** What a user may do; undefined for one that is gone or disabled. */
  readonly rightsOf: (userUuid: string) => Promise<ReadonlySet<Permission> | undefined>;
}

const failed = (message: string): JobStep => ({ status: 'failed', message, result: null });

/** Does a stretch of the work of an execution, by the type of its job. */
export function createJobRun({ jobs, executions, types, rightsOf }: JobRunDeps) {
  /** A job of a person runs with the rights that this person has now, and never with others. */
  async function obstacle({ userUuid }: ScheduledJob, { permission }: JobType): Promise<string | undefined> {
    if (userUuid === null) return undefined;
    const rights = await rightsOf(userUuid);
    if (rights === undefined) return 'identity_unavailable: the user of the job is disabled or was deleted.';
    if (permission === undefined || rights.has(permission)) return undefined;
    return `forbidden: the user of the job needs the permission ${permission}.`;
  }

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
    const forbidden = await obstacle(job, type);
    if (forbidden !== undefined) return failed(forbidden);
    return type.run({ ...work, job, executionId });
  };
}

export type JobRun = ReturnType<typeof createJobRun>;
