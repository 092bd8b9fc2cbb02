import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { renewalsWorkflowId } from '../ids';
import { operationMoved, renewalSummary, type OperationRun, type RenewalRun } from '../messages/operations';
import { certloomEvent, certloomOutcome } from '../search-attributes';
import { onceOptions, startRun, type QueueName } from './start-run';

type Run = (run: OperationRun) => Promise<unknown>;
type Renewals = (run: RenewalRun) => Promise<unknown>;

function operationOptions(queueName: QueueName, { workflowId }: { readonly workflowId: string }) {
  return onceOptions(queueName, {
    workflowId,
    summary: 'certificate operation',
    attributes: [
      { key: certloomEvent, value: 'certificate_action_performed' },
      { key: certloomOutcome, value: 'running' },
    ],
  });
}

/** Starts the run that carries an operation out; one that runs or ran counts as started. */
export async function startOperationRun(
  client: Client,
  queueName: QueueName,
  run: OperationRun & { readonly workflowId: string },
  timeoutMs: number,
): Promise<void> {
  const options = operationOptions(queueName, run);
  const args: [OperationRun] = [{ operationId: run.operationId }];
  await startRun(client, () => client.workflow.start<Run>('certificateOperation', { ...options, args }), timeoutMs);
}

/**
 * Makes sure that an operation has a run: one that runs or has completed stays, one that failed, was terminated or is not
 * known any more is followed by another under its id.
 */
export async function ensureOperationRun(
  client: Client,
  queueName: QueueName,
  run: OperationRun & { readonly workflowId: string },
  { delayMs, timeoutMs }: { readonly delayMs: number; readonly timeoutMs: number },
): Promise<'running' | 'completed'> {
  const start = () =>
    client.workflow.start<Run>('certificateOperation', {
      ...operationOptions(queueName, run),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      ...(delayMs === 0 ? {} : { startDelay: delayMs }),
      args: [{ operationId: run.operationId }],
    });
  try {
    await client.connection.withDeadline(Date.now() + timeoutMs, start);
    return 'running';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'completed';
    throw error;
  }
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
