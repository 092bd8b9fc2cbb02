import type { Client } from '@temporalio/client';
import { scanRunWorkflowId } from '../ids';
import { scanSummary } from '../messages/expiration';
import { onceOptions, startRun, type QueueName } from './start-run';

/** Starts a scan that somebody asked for; gives its workflow id. The same request is one scan. */
export async function startScanNow(
  client: Client,
  queueName: QueueName,
  request: string,
  timeoutMs: number,
): Promise<string> {
  const workflowId = scanRunWorkflowId(request);
  const options = onceOptions(queueName, { workflowId, summary: scanSummary });
  await startRun(
    client,
    () => client.workflow.start<() => Promise<unknown>>('expirationScan', { ...options, args: [] }),
    timeoutMs,
  );
  return workflowId;
}
