import type { Client } from '@temporalio/client';
import type { ReplayRequest } from '../messages/replay';
import { firingRunOptions, startRun, type QueueName } from './start-run';

type Run = (request: ReplayRequest) => Promise<unknown>;

/** Starts the run that does a firing again; one that runs or ran counts as started. */
export async function startReplay(
  client: Client,
  queueName: QueueName,
  request: ReplayRequest,
  timeoutMs: number,
): Promise<void> {
  const options = firingRunOptions(queueName, request.event, `replay-${request.replayId}`, 1);
  const start = () => client.workflow.start<Run>('firingReplay', { ...options, args: [request] });
  await startRun(client, start, timeoutMs);
}
