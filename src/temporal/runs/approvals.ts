import type { Client } from '@temporalio/client';
import { approvalWorkflowId } from '../ids';
import { approvalMoved, type OpenedStep } from '../messages/approvals';
import { firingRunOptions, onceOptions, startRun, type QueueName } from './start-run';

/** The runs of approvals and of their events. */
export function createApprovalRuns(client: Client, queueName: QueueName) {
  return {
    /** Starts the run of an approval, or tells it that the row has moved. One that was ended by hand is begun again. */
    async wake(approvalUuid: string, timeoutMs: number): Promise<void> {
      const once = onceOptions(queueName, { workflowId: approvalWorkflowId(approvalUuid), summary: 'approval' });
      await client.connection.withDeadline(Date.now() + timeoutMs, () =>
        client.workflow.signalWithStart<(uuid: string) => Promise<unknown>, []>('approval', {
          ...once,
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          args: [approvalUuid],
          signal: approvalMoved,
          signalArgs: [],
        }),
      );
    },

    async startRequested(step: OpenedStep, timeoutMs: number): Promise<void> {
      const options = firingRunOptions(queueName, 'approval_requested', requestedBatchId(step), 1);
      const start = () =>
        client.workflow.start<(one: OpenedStep) => Promise<unknown>>('approvalRequested', { ...options, args: [step] });
      await startRun(client, start, timeoutMs);
    },

    async startClosed(approvalUuid: string, timeoutMs: number): Promise<void> {
      const options = firingRunOptions(queueName, 'approval_closed', approvalUuid, 1);
      const start = () =>
        client.workflow.start<(uuid: string) => Promise<unknown>>('approvalClosed', {
          ...options,
          args: [approvalUuid],
        });
      await startRun(client, start, timeoutMs);
    },
  };
}

export function requestedBatchId({ approvalUuid, step }: OpenedStep): string {
  return `${approvalUuid}.${step}`;
}
