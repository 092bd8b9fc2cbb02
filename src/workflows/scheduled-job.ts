import {
  CancellationScope,
  continueAsNew,
  ContinueAsNew,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { JobActivities } from '../activities/jobs';
import type { JobOutcome, JobState } from '../temporal/messages/jobs';
import { siblingQueue } from '../temporal/queues';
import { sayInWords } from './in-words';
import { carryOutOne } from './one-firing';

/** A look takes a handful of events: a run stays far below 2,000 of them. */
const looksPerRun = 200;

const jobs = proxyLocalActivities<JobActivities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

function working() {
  return proxyActivities<JobActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', 'scan'),
    startToCloseTimeout: '24h',
    heartbeatTimeout: '15s',
    retry: { initialInterval: '2s', backoffCoefficient: 4, maximumInterval: '5m', maximumAttempts: 5 },
  });
}

/** One run of a scheduled job: begins its execution, works, and says how it ended, whatever happens. */
export async function scheduledJob(given: JobState): Promise<JobOutcome> {
  const { jobUuid, trigger } = given;
  const executionId = given.executionId ?? (await jobs.beginJob(jobUuid, trigger));
  if (executionId === null) {
    sayInWords('scheduled job, skipped: another run of it is under way');
    return 'skipped';
  }
  try {
    const { runJob } = working();
    for (let looks = 0; ; looks += 1) {
      if (looks >= looksPerRun) await continueAsNew<typeof scheduledJob>({ ...given, executionId });
      const step = await runJob(executionId);
      if (step.status === 'again') await sleep(step.afterMs);
      else return ended(step.status);
    }
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    const message = isCancellation(error) ? 'cancelled' : 'a step failed for good; see the run';
    await CancellationScope.nonCancellable(() => jobs.failJob(executionId, message));
    if (isCancellation(error)) throw error;
    return ended('failed');
  }
}

/** A batch of `scheduled_job_finished`: one execution. */
export async function scheduledJobFinished(executionId: string): Promise<void> {
  await carryOutOne(await jobs.fireJobFinished(executionId), 'scheduled job finished');
}

function ended(status: 'succeeded' | 'failed'): JobOutcome {
  sayInWords(`scheduled job, ${status}`);
  return status;
}
