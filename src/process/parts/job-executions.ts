import { createJobCarrier, type JobCarrier } from '../../services/jobs/carrier';
import { createJobExecutions } from '../../services/jobs/executions';
import { expirationScanJob } from '../../services/jobs/expiration-scan';
import { createJobOccurrence } from '../../services/jobs/firings';
import { firingWorkflowId, scanRunWorkflowId } from '../../temporal/ids';
import { startJobFinished } from '../../temporal/runs/jobs';
import { createJobSchedules } from '../../temporal/schedules/job-schedules';
import type { Foundation } from '../foundation';
import { createObjectFiringsOf } from './object-firings';

const startTimeoutMs = 5_000;

/** How executions of jobs begin and end, for whoever carries them. */
export function createJobExecutionsOf(foundation: Foundation) {
  const { stores, client, queueName, now } = foundation;
  const occurrence = createJobOccurrence({
    executions: stores.jobExecutions,
    settings: stores.eventSettings,
    nameOf: async (uuid) => (await stores.directory.snapshot()).users.get(uuid)?.username ?? null,
  });
  const firings = createObjectFiringsOf(foundation);
  const schedules = createJobSchedules(client, queueName);
  const executions = createJobExecutions({
    jobs: stores.jobs,
    executions: stores.jobExecutions,
    isRunning: async (workflowId) => (await schedules.fateOf(workflowId)) === 'running',
    tell: (executionId) =>
      firings.tell({
        event: 'scheduled_job_finished',
        occurrence: () => occurrence(executionId),
        workflowId: firingWorkflowId('scheduled_job_finished', executionId),
        startRun: () => startJobFinished(client, queueName, executionId, startTimeoutMs),
      }),
    now,
  });
  return { executions, occurrence, firings, schedules };
}

/** What the workflow of the scan tells of its runs. */
export function scanJobOf(foundation: Foundation): JobCarrier {
  const { executions } = createJobExecutionsOf(foundation);
  const { stores, now } = foundation;
  return createJobCarrier(
    executions,
    expirationScanJob,
    async (id) => id.startsWith(scanRunWorkflowId('')) || (await stores.scanRequests.takenBy(id, now())) !== null,
  );
}
