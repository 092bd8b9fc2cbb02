import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { renewalsWorkflowId } from '../ids';
import { operationMoved, renewalSummary, type OperationRun, type RenewalRun } from '../messages/operations';
import { certloomEvent, certloomOutcome } from '../search-attributes';
import { onceOptions, startRun, type QueueName } from './start-run';

type Run = (run: OperationRun) => Promise<unknown>;
type Renewals = (run: RenewalRun) => Promise<unknown>;

/** Starts the run that carries an operation out; one that runs or ran counts as started. */
export async function startOperationRun(
  client: Client,
  queueName: QueueName,
  { operationId, workflowId }: OperationRun & { readonly workflowId: string },
  timeoutMs: number,
): Promise<void> {
  const options = onceOptions(queueName, {
    workflowId,
    summary: 'certificate operation',
    attributes: [
      { key: certloomEvent, value: 'certificate_action_performed' },
      { key: certloomOutcome, value: 'running' },
    ],
  });
  const args: [OperationRun] = [{ operationId }];
  await startRun(client, () => client.workflow.start<Run>('certificateOperation', { ...options, args }), timeoutMs);
}

/** Starts the automatic renewals after a scan; a run that runs or ran counts as started. */
export async function startRenewalRun(
  client: Client,
  queueName: QueueName,
  request: RenewalRun,
  timeoutMs: number,
): Promise<void> {
  const options = onceOptions(queueName, { workflowId: renewalsWorkflowId(request.scanId), summary: renewalSummary });
  const start = () => client.workflow.start<Renewals>('automaticRenewals', { ...options, args: [request] });
  await startRun(client, start, timeoutMs);
}

/** Tells a run that its row has moved; nothing where it has ended. */
export async function wakeOperation(client: Client, workflowId: string, timeoutMs: number): Promise<void> {
  try {
    await client.connection.withDeadline(Date.now() + timeoutMs, () =>
      client.workflow.getHandle(workflowId).signal(operationMoved),
    );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
