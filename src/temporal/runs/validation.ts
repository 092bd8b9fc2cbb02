import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { requestedValidationId, validationWorkflowId } from '../ids';
import {
  validationSummary,
  type StatusBatch,
  type ValidationRequest,
  type ValidationWalk,
} from '../messages/validation';
import { firingRunOptions, onceOptions, startRun, type QueueName } from './start-run';

type FiringRun = (batch: StatusBatch) => Promise<unknown>;
type WalkRun = () => Promise<ValidationWalk>;
type RequestedRun = (request: ValidationRequest) => Promise<ValidationWalk>;

/** Starts the runs of validation. */
export function createValidationRuns(client: Client, queueName: QueueName) {
  return {
    /** One that runs or ran counts as started. */
    async startBatch(batch: StatusBatch, timeoutMs: number): Promise<void> {
      const { batchId, changes } = batch;
      const options = firingRunOptions(queueName, 'certificate_status_changed', batchId, changes.length);
      const start = () => client.workflow.start<FiringRun>('certificateStatusChanged', { ...options, args: [batch] });
      await startRun(client, start, timeoutMs);
    },

    /**
     * A walk beside the hourly one, which may be far away.
     * @param cause what made certificates due, as part of an id: the same cause starts one walk
     */
    async startWalk(cause: string, timeoutMs: number): Promise<void> {
      const workflowId = `${validationWorkflowId}:${cause}`;
      const options = { ...onceOptions(queueName, { workflowId, summary: validationSummary }), args: [] } as const;
      await startRun(client, () => client.workflow.start<WalkRun>('certificateValidation', options), timeoutMs);
    },

    /** Checks these; true once that is over, false when it takes longer than the patience and goes on. */
    async check(request: ValidationRequest, patienceMs: number): Promise<boolean> {
      const workflowId = requestedValidationId(request.requestId);
      const options = onceOptions(queueName, { workflowId, summary: validationSummary });
      try {
        await client.connection.withDeadline(Date.now() + patienceMs, () =>
          client.workflow.execute<RequestedRun>('requestedValidation', { ...options, args: [request] }),
        );
        return true;
      } catch (error) {
        if (isLate(error) || error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw error;
      }
    },
  };
}

export type ValidationRuns = ReturnType<typeof createValidationRuns>;

/** gRPC's DEADLINE_EXCEEDED, also as the cause of the client's own error. */
function isLate(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return ('code' in error && error.code === 4) || ('cause' in error && isLate(error.cause));
}
