import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { redeliveryWorkflowId, type TaskQueue } from './ids';

/** Starts the run that follows a delivery which a person asked to try again. The same request twice is one run. */
export async function startRedelivery(
  client: Client,
  queueName: (queue: TaskQueue) => string,
  delivery: { readonly id: string; readonly firingId: string },
  request: string,
): Promise<void> {
  try {
    await client.workflow.start<(firingId: string) => Promise<void>>('redelivery', {
      workflowId: redeliveryWorkflowId(delivery.id, request),
      taskQueue: queueName('certloom'),
      args: [delivery.firingId],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: 'delivery asked for again',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
