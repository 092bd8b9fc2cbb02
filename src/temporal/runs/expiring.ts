import type { Client } from '@temporalio/client';
import type { ExpiringBatch } from '../messages/expiration';
import { firingRunOptions, startRun, type QueueName } from './start-run';

type Run = (batch: ExpiringBatch) => Promise<unknown>;

/** Starts the runs that carry firings of `certificate_expiring`; one that runs or ran counts as started. */
export function createExpiringRuns(client: Client, queueName: QueueName) {
  return {
    async start(batch: ExpiringBatch, timeoutMs: number): Promise<void> {
      const { batchId, certificates } = batch;
      const options = firingRunOptions(queueName, 'certificate_expiring', batchId, certificates.length);
      const start = () => client.workflow.start<Run>('certificateExpiring', { ...options, args: [batch] });
      await startRun(client, start, timeoutMs);
    },
  };
}
