import type { Client } from '@temporalio/client';
import { digestSummary, type DigestRequest, type DigestSummary } from '../messages/expiration';
import { digestWorkflowId } from '../ids';
import { onceOptions, startRun, type QueueName } from './start-run';

type Run = (request: DigestRequest) => Promise<DigestSummary>;

/** Starts the run that writes and follows the digests of a scan; one that runs or ran counts as started. */
export async function startDigests(
  client: Client,
  queueName: QueueName,
  request: DigestRequest,
  timeoutMs: number,
): Promise<void> {
  const options = onceOptions(queueName, {
    workflowId: digestWorkflowId(request.scanId),
    summary: digestSummary,
  });
  const start = () => client.workflow.start<Run>('expirationDigest', { ...options, args: [request] });
  await startRun(client, start, timeoutMs);
}
