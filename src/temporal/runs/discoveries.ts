import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { firingWorkflowId } from '../ids';
import type { DiscoveredBatch, DiscoveryRunState, FinishedDiscovery } from '../messages/discoveries';
import { firingRunOptions, onceOptions, startRun, type QueueName } from './start-run';

const timeoutMs = 5_000;

/** The runs of discoveries; one that runs or ran counts as started. */
export function createDiscoveryRuns(client: Client, queueName: QueueName) {
  return {
    async start(state: DiscoveryRunState, workflowId: string): Promise<void> {
      const options = onceOptions(queueName, { workflowId, summary: 'discovery' });
      const start = () =>
        client.workflow.start<(given: DiscoveryRunState) => Promise<unknown>>('discoveryRun', {
          ...options,
          args: [state],
        });
      await startRun(client, start, timeoutMs);
    },

    /** Wakes a run up. False when there is none, or it has ended. */
    async tell(workflowId: string): Promise<boolean> {
      try {
        await client.connection.withDeadline(Date.now() + timeoutMs, () =>
          client.workflow.getHandle(workflowId).signal('discoveryNews'),
        );
        return true;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },

    /** Whether the engine has the run and works on it; undefined where it does not know it. */
    async isRunning(workflowId: string): Promise<boolean | undefined> {
      try {
        const { status } = await client.connection.withDeadline(Date.now() + timeoutMs, () =>
          client.workflow.getHandle(workflowId).describe(),
        );
        return status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },

    /** @param again tells the run of a batch whose first one was lost */
    async startBatch(batch: DiscoveredBatch, size: number, again?: number): Promise<void> {
      const event = 'certificate_discovered';
      const options = firingRunOptions(queueName, event, batch.batchId, size);
      const workflowId =
        again === undefined ? options.workflowId : firingWorkflowId(event, `${batch.batchId}.r${again}`);
      const start = () =>
        client.workflow.start<(given: DiscoveredBatch) => Promise<unknown>>('certificateDiscovered', {
          ...options,
          workflowId,
          args: [batch],
        });
      await startRun(client, start, timeoutMs);
    },

    async startFinished(finished: FinishedDiscovery): Promise<void> {
      const options = firingRunOptions(queueName, 'discovery_finished', finished.batchId, 1);
      const start = () =>
        client.workflow.start<(given: FinishedDiscovery) => Promise<unknown>>('discoveryFinished', {
          ...options,
          args: [finished],
        });
      await startRun(client, start, timeoutMs);
    },
  };
}

export type DiscoveryRuns = ReturnType<typeof createDiscoveryRuns>;
