import type { Client } from '@temporalio/client';
import { builderWorkflowId } from '../ids';
import { instanceMoved, instanceStopped, type BuilderRun } from '../messages/builder';
import { onceOptions, type QueueName } from './start-run';

type Run = (run: BuilderRun) => Promise<unknown>;

/** The runs of instances of the workflow builder. */
export function createBuilderRuns(client: Client, queueName: QueueName) {
  const optionsOf = (instanceId: string) => ({
    ...onceOptions(queueName, { workflowId: builderWorkflowId(instanceId), summary: 'workflow builder' }),
    // The row decides whether there is something to do: a restart has the same id, and so has the run after a lost one.
    workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
    args: [{ instanceId }] as [BuilderRun],
  });

  return {
    /** Starts the run; one that is under way is left as it is. */
    async start(instanceId: string, timeoutMs: number): Promise<void> {
      await client.connection.withDeadline(Date.now() + timeoutMs, () =>
        client.workflow.start<Run>('builderInstance', optionsOf(instanceId)),
      );
    },

    /** Tells the run that its row has moved; where none is under way, starts one. */
    async wake(instanceId: string, timeoutMs: number, isStopped = false): Promise<void> {
      await client.connection.withDeadline(Date.now() + timeoutMs, () =>
        client.workflow.signalWithStart<Run, []>('builderInstance', {
          ...optionsOf(instanceId),
          signal: isStopped ? instanceStopped : instanceMoved,
          signalArgs: [],
        }),
      );
    },
  };
}

export type BuilderRuns = ReturnType<typeof createBuilderRuns>;
