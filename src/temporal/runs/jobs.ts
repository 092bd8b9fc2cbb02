import type { Client } from '@temporalio/client';
import { firingRunOptions, startRun, type QueueName } from './start-run';

/** Starts the run of `scheduled_job_finished`; one that runs or ran counts as started. */
export async function startJobFinished(
  client: Client,
  queueName: QueueName,
  executionId: string,
  timeoutMs: number,
): Promise<void> {
  const options = firingRunOptions(queueName, 'scheduled_job_finished', executionId, 1);
  const start = () =>
    client.workflow.start<(id: string) => Promise<unknown>>('scheduledJobFinished', {
      ...options,
      args: [executionId],
    });
  await startRun(client, start, timeoutMs);
}
