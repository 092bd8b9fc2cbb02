import { WithStartWorkflowOperation, type Client } from '@temporalio/client';
import type { LocalVerdicts } from '../local-verdicts';
import { uploadVerdicts, type UploadBatch, type UploadVerdict } from '../messages/uploads';
import { firingRunOptions, startRun, type QueueName } from './start-run';

type Run = (batch: UploadBatch) => Promise<unknown>;

/**
 * The runs of uploads as the API sees them, and who takes over lost ones.
 * @param local where workers of this process tell what they decided
 */
export function createUploadRuns(client: Client, queueName: QueueName = (queue) => queue, local?: LocalVerdicts) {
  const optionsOf = (batch: UploadBatch) => ({
    ...firingRunOptions(queueName, 'certificate_uploaded', batch.batchId, batch.uploadIds.length),
    args: [batch] as [UploadBatch],
  });

  function startAndUpdate(batch: UploadBatch, timeoutMs: number): Promise<UploadVerdict[]> {
    return client.connection.withDeadline(Date.now() + timeoutMs, () =>
      client.workflow.executeUpdateWithStart(uploadVerdicts, {
        updateId: batch.batchId,
        startWorkflowOperation: new WithStartWorkflowOperation<Run>('certificateUploaded', optionsOf(batch)),
      }),
    );
  }

  return {
    /**
     * Starts a batch and waits for its verdicts in one round trip, or for the word of a worker of this process,
     * whichever comes first: both say the same, and when the worker says it everything is stored. Rejects with the
     * SDK's errors; see `temporal/engine-errors.ts` for what each means to a caller.
     * @param timeoutMs how long to wait; the run goes on afterwards
     */
    async decide(batch: UploadBatch, timeoutMs: number): Promise<UploadVerdict[]> {
      const answered = startAndUpdate(batch, timeoutMs);
      if (local === undefined) return answered;
      // When the worker was first, how the update's way back ends concerns nobody: the run is the engine's.
      answered.catch(() => undefined);
      try {
        return await Promise.race([answered, local.expect(batch.batchId)]);
      } finally {
        local.forget(batch.batchId);
      }
    },

    /** Starts a batch; one that runs or ran under this id counts as started. */
    async start(batch: UploadBatch, timeoutMs: number): Promise<void> {
      await startRun(client, () => client.workflow.start<Run>('certificateUploaded', optionsOf(batch)), timeoutMs);
    },
  };
}

export type UploadRuns = ReturnType<typeof createUploadRuns>;
