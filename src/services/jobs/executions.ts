import type { JobEnd, JobExecution, ScheduledJob } from '../../domain/jobs/job';
import { uuidOf } from '../../store/database/derived-ids';
import type { JobExecutionStore } from '../../store/jobs/executions';
import type { JobStore } from '../../store/jobs/jobs';

export interface JobExecutionDeps {
  readonly jobs: Pick<JobStore, 'find' | 'take' | 'running' | 'release' | 'disableOneTime'>;
  readonly executions: Pick<JobExecutionStore, 'begin' | 'find' | 'end' | 'markTold'>;
  /** Fires `scheduled_job_finished`, or starts the run that does; doing it again changes nothing. */
  readonly tell: (executionId: string) => Promise<void>;
  /** Whether a run is still under way. */
  readonly isRunning: (workflowId: string) => Promise<boolean>;
  readonly now: () => Date;
}

interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

/** The execution of a run, known before it begins. */
export function executionIdOf(workflowId: string): string {
  return uuidOf(`job-execution:${workflowId}`);
}

/** How executions begin and end, whoever carries them. All of it may be done again. */
export function createJobExecutions({ jobs, executions, tell, isRunning, now }: JobExecutionDeps) {
  /** Takes the job for an execution; one whose run has ended without a word makes room. */
  async function take(jobUuid: string, id: string): Promise<boolean> {
    if (await jobs.take(jobUuid, id, now())) return true;
    const [other] = await jobs.running(jobUuid);
    const execution = other === undefined ? null : await executions.find(other.execution);
    if (execution === null || (await isRunning(execution.workflowId))) return false;
    await end(execution.id, { status: 'failed', message: 'The run ended without a result.', result: null });
    return jobs.take(jobUuid, id, now());
  }

  async function end(executionId: string, given: JobEnd): Promise<void> {
    const execution = await executions.find(executionId);
    if (execution === null) return;
    await executions.end(executionId, given, now());
    await jobs.release(execution.job.uuid, executionId);
    if (execution.job.oneTime && execution.trigger === 'schedule') await jobs.disableOneTime(execution.job.uuid);
    await tellEnd(executionId);
  }

  async function tellEnd(executionId: string): Promise<void> {
    await tell(executionId);
    await executions.markTold(executionId);
  }

  return {
    /** The execution; null where there is no such job any more, or another run of it is under way. */
    async begin(jobUuid: string, trigger: JobExecution['trigger'], run: Run): Promise<JobExecution | null> {
      const job = await jobs.find(jobUuid);
      if (job === undefined) return null;
      const id = executionIdOf(run.workflowId);
      if (!(await take(jobUuid, id))) return null;
      await executions.begin({
        ...{ id, job: factsOf(job), trigger, status: 'started', startedAt: now(), endedAt: null },
        ...{ message: null, result: null, ...run },
      });
      const begun = await executions.find(id);
      // The engine starts a run again that people reset: what has ended stays as it is.
      if (begun?.status === 'started') return begun;
      await jobs.release(jobUuid, id);
      return null;
    },

    /** The first end counts. */
    end,
    /** Of an execution that has ended. */
    tellEnd,
  };
}

export type JobExecutions = ReturnType<typeof createJobExecutions>;

function factsOf({ uuid, name, jobType, userUuid, oneTime, system }: ScheduledJob): JobExecution['job'] {
  return { uuid, name, jobType, userUuid, oneTime, system };
}
