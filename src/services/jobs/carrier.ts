import type { JobEnd } from '../../domain/jobs/job';
import { executionIdOf, type JobExecutions } from './executions';

interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

/** Tells of the executions of one job whose workflow is its own. All of it may be told again. */
export interface JobCarrier {
  begun(run: Run): Promise<void>;
  ended(run: Run, end: JobEnd): Promise<void>;
}

/** @param isAskedFor whether somebody asked for the run of this workflow id */
export function createJobCarrier(
  executions: Pick<JobExecutions, 'begin' | 'end'>,
  jobUuid: string,
  isAskedFor: (workflowId: string) => Promise<boolean>,
): JobCarrier {
  return {
    async begun(run) {
      await executions.begin(jobUuid, (await isAskedFor(run.workflowId)) ? 'manual' : 'schedule', run);
    },
    ended: ({ workflowId }, end) => executions.end(executionIdOf(workflowId), end),
  };
}
