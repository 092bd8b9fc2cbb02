import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { ExpiringBatch } from '../messages/expiration';
import { firingWorkflowId, type TaskQueue } from '../ids';
import { certloomBatchId, certloomEvent, certloomOutcome } from '../search-attributes';

const event = 'certificate_expiring';
type Run = (batch: ExpiringBatch) => Promise<unknown>;

/** Starts the runs that carry firings of `certificate_expiring`; one that runs or ran counts as started. */
export function createExpiringRuns(client: Client, queueName: (queue: TaskQueue) => string) {
  return {
    async start(batch: ExpiringBatch, timeoutMs: number): Promise<void> {
      const { batchId, certificates } = batch;
      try {
        await client.connection.withDeadline(Date.now() + timeoutMs, () =>
          client.workflow.start<Run>('certificateExpiring', {
            workflowId: firingWorkflowId(event, batchId),
            taskQueue: queueName('certloom'),
            args: [batch],
            workflowIdConflictPolicy: 'USE_EXISTING',
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            staticSummary: `certificate expiring, ${certificates.length} ${certificates.length === 1 ? 'subject' : 'subjects'}`,
            typedSearchAttributes: [
              { key: certloomEvent, value: event },
              { key: certloomOutcome, value: 'running' },
              { key: certloomBatchId, value: batchId },
            ],
          }),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
  };
}
