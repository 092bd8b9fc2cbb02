import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  type Client,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type { LocalVerdicts } from '../local-verdicts';
import { firingWorkflowId, type TaskQueue } from '../ids';
import { uploadVerdicts, type UploadBatch, type UploadVerdict } from '../messages/uploads';
import { certloomBatchId, certloomEvent, certloomOutcome } from '../search-attributes';

const event = 'certificate_uploaded';
type Run = (batch: UploadBatch) => Promise<unknown>;

/**
 * The runs of uploads as the API and the sweep see them.
 * @param local where workers of this process tell what they decided
 */
export function createUploadRuns(
  client: Client,
  queueName: (queue: TaskQueue) => string = (queue) => queue,
  local?: LocalVerdicts,
) {
  function options(batch: UploadBatch): WorkflowStartOptions<Run> & { workflowIdConflictPolicy: 'USE_EXISTING' } {
    const { batchId, uploadIds } = batch;
    return {
      workflowId: firingWorkflowId(event, batchId),
      taskQueue: queueName('certloom'),
      args: [batch],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: `certificate uploaded, ${uploadIds.length} ${uploadIds.length === 1 ? 'subject' : 'subjects'}`,
      typedSearchAttributes: [
        { key: certloomEvent, value: event },
        { key: certloomOutcome, value: 'running' },
        { key: certloomBatchId, value: batchId },
      ],
    };
  }

  function startAndUpdate(batch: UploadBatch, timeoutMs: number): Promise<UploadVerdict[]> {
    return client.connection.withDeadline(Date.now() + timeoutMs, () =>
      client.workflow.executeUpdateWithStart(uploadVerdicts, {
        updateId: batch.batchId,
        startWorkflowOperation: new WithStartWorkflowOperation<Run>('certificateUploaded', options(batch)),
      }),
    );
  }

  return {
    /**
     * Starts a batch and waits for its verdicts in one round trip, or for the word of a worker of this process,
     * whichever comes first: both say the same, and when the worker says it everything is stored. Rejects with the SDK's errors; see
     * `api/uploads/engine-errors.ts` for what each means to a caller.
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
      try {
        await client.connection.withDeadline(Date.now() + timeoutMs, () =>
          client.workflow.start<Run>('certificateUploaded', options(batch)),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
  };
}

export type UploadRuns = ReturnType<typeof createUploadRuns>;
