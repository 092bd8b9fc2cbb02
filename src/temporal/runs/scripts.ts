import type { Client } from '@temporalio/client';
import { scriptRunWorkflowId } from '../ids';
import type { ScriptRunPlan } from '../messages/scripts';
import { onceOptions, startRun, type QueueName } from './start-run';

type Run = (plan: ScriptRunPlan) => Promise<unknown>;

/** Starts the run that has a script done; one that runs or ran counts as started. */
export async function startScriptRun(
  client: Client,
  queueName: QueueName,
  plan: ScriptRunPlan,
  timeoutMs: number,
): Promise<void> {
  const options = onceOptions(queueName, { workflowId: scriptRunWorkflowId(plan.runId), summary: 'script run' });
  await startRun(client, () => client.workflow.start<Run>('scriptRun', { ...options, args: [plan] }), timeoutMs);
}

/** Waits until a started run has ended. Rejects when that takes longer. */
export async function scriptRunEnded(client: Client, runId: string, timeoutMs: number): Promise<void> {
  const handle = client.workflow.getHandle<Run>(scriptRunWorkflowId(runId));
  await client.connection.withDeadline(Date.now() + timeoutMs, () => handle.result());
}
