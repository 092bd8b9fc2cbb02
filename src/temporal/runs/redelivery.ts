import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { redeliveryWorkflowId, type TaskQueue } from '../ids';

type Delivery = { readonly id: string; readonly firingId: string };
type QueueName = (queue: TaskQueue) => string;

/** Starts the run that follows a delivery which a person asked to try again. The same request twice is one run. */
export async function startRedelivery(
  client: Client,
  queueName: QueueName,
  delivery: Delivery,
  request: string,
): Promise<void> {
  await start(client, queueName, delivery, request, 'delivery asked for again');
}

/** Starts the run that sends a resolve and follows it; one that runs or ran counts as started. */
export async function startResolve(
  client: Client,
  queueName: QueueName,
  delivery: Delivery,
  timeoutMs: number,
): Promise<void> {
  await client.connection.withDeadline(Date.now() + timeoutMs, () =>
    start(client, queueName, delivery, 'resolve', 'incident of a replaced certificate'),
  );
}

async function start(
  client: Client,
  queueName: QueueName,
  { id, firingId }: Delivery,
  request: string,
  staticSummary: string,
): Promise<void> {
  try {
    await client.workflow.start<(firingId: string) => Promise<void>>('redelivery', {
      workflowId: redeliveryWorkflowId(id, request),
      taskQueue: queueName('certloom'),
      args: [firingId],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
