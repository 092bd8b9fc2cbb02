import type { JobExecution } from '../domain/jobs/job';
import type { ObjectFired, ObjectFirings } from '../services/firings/object-firings';
import type { JobExecutions } from '../services/jobs/executions';
import type { JobOccurrence } from '../services/jobs/firings';
import type { JobRun } from '../services/jobs/run';
import { withHeartbeats } from '../services/work/work';
import { currentRun } from './current-run';
import { currentWork } from './current-work';
import { guardedBy } from './guarded';

export interface JobActivityDeps {
  readonly executions: Pick<JobExecutions, 'begin' | 'end'>;
  readonly run: JobRun;
  readonly occurrence: JobOccurrence;
  readonly firings: Pick<ObjectFirings, 'fire'>;
}

/** A quarter of the time after which the engine gives it to another worker. */
const beatMs = 4_000;

/** What the history of a run knows of a stretch: what came of it stands in its row. */
export type JobStretch =
  { readonly status: 'succeeded' | 'failed' } | { readonly status: 'again'; readonly afterMs: number };

/** Scheduled jobs as activities: each may be done again. */
export function createJobActivities({ executions, run, occurrence, firings }: JobActivityDeps) {
  const guarded = guardedBy('a scheduled job met a fault');
  return {
    beginJob: (jobUuid: string, trigger: JobExecution['trigger']): Promise<string | null> =>
      guarded(async () => (await executions.begin(jobUuid, trigger, currentRun()))?.id ?? null),

    runJob: (executionId: string): Promise<JobStretch> =>
      guarded(async () => {
        const work = currentWork();
        const step = await withHeartbeats(
          () => work.heartbeat(),
          beatMs,
          () => run(executionId, work),
        );
        if (step.status === 'again') return step;
        await executions.end(executionId, step);
        return { status: step.status };
      }),

    failJob: (executionId: string, message: string): Promise<void> =>
      guarded(() => executions.end(executionId, { status: 'failed', message, result: null })),

    fireJobFinished: (executionId: string): Promise<ObjectFired> =>
      guarded(() => firings.fire('scheduled_job_finished', () => occurrence(executionId), currentRun())),
  };
}

export type JobActivities = ReturnType<typeof createJobActivities>;
