import type { Client } from '@temporalio/client';
import {
  digestSummary,
  issuerDigestSummary,
  issuerFollowed,
  type DigestRequest,
  type DigestSummary,
  type IssuerDigestRequest,
} from '../messages/expiration';
import { digestWorkflowId, issuerDigestWorkflowId } from '../ids';
import { onceOptions, startRun, type QueueName } from './start-run';

type Run = (request: DigestRequest) => Promise<DigestSummary>;
type IssuerRun = (request: IssuerDigestRequest) => Promise<number>;

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

/**
 * Starts the run that waits for what follows from a CA, or tells the one at work that there is more. After one that is
 * over there is another.
 */
export async function startIssuerDigest(
  client: Client,
  queueName: QueueName,
  request: IssuerDigestRequest,
  timeoutMs: number,
): Promise<void> {
  const workflowId = issuerDigestWorkflowId(request.issuer);
  await client.connection.withDeadline(Date.now() + timeoutMs, () =>
    client.workflow.signalWithStart<IssuerRun, []>('issuerDigest', {
      ...onceOptions(queueName, { workflowId, summary: issuerDigestSummary }),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      args: [request],
      signal: issuerFollowed,
      signalArgs: [],
    }),
  );
}
