import type { Client } from '@temporalio/client';
import type { BulkState } from '../messages/bulk';
import { onceOptions, startRun, type QueueName } from './start-run';

type Run = (state: BulkState) => Promise<unknown>;

/** Starts the run that carries a bulk change out; one that runs or ran counts as started. */
export async function startBulk(
  client: Client,
  queueName: QueueName,
  { bulkId, workflowId }: { readonly bulkId: string; readonly workflowId: string },
  timeoutMs: number,
): Promise<void> {
  const options = onceOptions(queueName, { workflowId, summary: 'bulk change of certificates' });
  const args: [BulkState] = [{ bulkId, listed: 0, behind: null }];
  await startRun(client, () => client.workflow.start<Run>('certificateBulk', { ...options, args }), timeoutMs);
}
