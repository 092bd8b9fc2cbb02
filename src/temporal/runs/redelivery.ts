import type { Client } from '@temporalio/client';
import { redeliveryWorkflowId } from '../ids';
import { onceOptions, startRun, type QueueName } from './start-run';

type Delivery = { readonly id: string; readonly firingId: string };
type Run = (firingId: string) => Promise<void>;

/** Starts the run that follows a delivery which a person asked to try again. The same request twice is one run. */
export async function startRedelivery(
  client: Client,
  queueName: QueueName,
  delivery: Delivery,
  request: string,
): Promise<void> {
  await start(client, queueName, delivery, { request, summary: 'delivery asked for again' });
}

/** Starts the run that sends a resolve and follows it; one that runs or ran counts as started. */
export async function startResolve(
  client: Client,
  queueName: QueueName,
  delivery: Delivery,
  timeoutMs: number,
): Promise<void> {
  const summary = 'incident of a replaced certificate';
  await start(client, queueName, delivery, { request: 'resolve', summary, timeoutMs });
}

async function start(
  client: Client,
  queueName: QueueName,
  { id, firingId }: Delivery,
  { request, summary, timeoutMs }: { readonly request: string; readonly summary: string; readonly timeoutMs?: number },
): Promise<void> {
  const options = onceOptions(queueName, { workflowId: redeliveryWorkflowId(id, request), summary });
  await startRun(client, () => client.workflow.start<Run>('redelivery', { ...options, args: [firingId] }), timeoutMs);
}
