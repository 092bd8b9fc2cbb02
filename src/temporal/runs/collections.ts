import type { Client } from '@temporalio/client';
import { backfillWorkflowId, collectionConsumerWorkflowId, collectionScanWorkflowId } from '../ids';
import type { ConsumerState } from '../messages/collections';
import { onceOptions, startRun, type QueueName } from './start-run';

/** Starts the scan of a collection. One that is under way goes on: there are never two of a collection at a time. */
export async function startCollectionScan(
  client: Client,
  queueName: QueueName,
  collectionId: string,
  timeoutMs: number,
): Promise<void> {
  const options = {
    ...onceOptions(queueName, { workflowId: collectionScanWorkflowId(collectionId), summary: 'scan of a collection' }),
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  } as const;
  const args: [string] = [collectionId];
  await startRun(
    client,
    () => client.workflow.start<(id: string) => Promise<unknown>>('collectionScan', { ...options, args }),
    timeoutMs,
  );
}

/**
 * Starts what shows a definition the changes of a collection. What reads on is one at a time; a back-fill is one for each
 * request.
 */
export async function startCollectionConsumer(
  client: Client,
  queueName: QueueName,
  { state, request }: { readonly state: ConsumerState; readonly request?: string },
  timeoutMs: number,
): Promise<void> {
  const { definition, collection } = state;
  const isBackfill = request !== undefined;
  const workflowId = isBackfill
    ? backfillWorkflowId(definition, collection, request)
    : collectionConsumerWorkflowId(definition, collection);
  const options = {
    ...onceOptions(queueName, { workflowId, summary: `changes of a collection${isBackfill ? ', back-fill' : ''}` }),
    workflowIdReusePolicy: isBackfill ? 'REJECT_DUPLICATE' : 'ALLOW_DUPLICATE',
  } as const;
  const args: [ConsumerState] = [state];
  await startRun(
    client,
    () => client.workflow.start<(state: ConsumerState) => Promise<unknown>>('collectionConsumer', { ...options, args }),
    timeoutMs,
  );
}
