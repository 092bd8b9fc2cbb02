import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { DigestRequest, DigestSummary } from '../messages/expiration';
import { digestWorkflowId, type TaskQueue } from '../ids';

type Run = (request: DigestRequest) => Promise<DigestSummary>;

/** Starts the run that writes and follows the digests of a scan; one that runs or ran counts as started. */
export async function startDigests(
  client: Client,
  queueName: (queue: TaskQueue) => string,
  request: DigestRequest,
  timeoutMs: number,
): Promise<void> {
  try {
    await client.connection.withDeadline(Date.now() + timeoutMs, () =>
      client.workflow.start<Run>('expirationDigest', {
        workflowId: digestWorkflowId(request.scanId),
        taskQueue: queueName('certloom'),
        args: [request],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        staticSummary: 'digests of an expiration scan',
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
