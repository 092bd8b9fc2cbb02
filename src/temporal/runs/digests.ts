import type { Client } from '@temporalio/client';
import type { DigestRequest, DigestSummary } from '../messages/expiration';
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
    staticSummary: 'digests of an expiration scan',
  });
  const start = () => client.workflow.start<Run>('expirationDigest', { ...options, args: [request] });
  await startRun(client, start, timeoutMs);
}
