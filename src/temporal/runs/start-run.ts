import { WorkflowExecutionAlreadyStartedError, type Client, type WorkflowOptions } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import type { EventCode } from '../../domain/events/catalogue';
import { firingWorkflowId, type TaskQueue } from '../ids';
import { certloomBatchId, certloomEvent, certloomOutcome, certloomSummary } from '../search-attributes';

export type QueueName = (queue: TaskQueue) => string;

interface Named {
  readonly workflowId: string;
  /** In words, what for: no detail of a certificate, because everybody who may open the Temporal UI reads it. */
  readonly summary: string;
  readonly attributes?: readonly SearchAttributePair[];
}

/** Options of every run that the product starts: its id says what it is for, so it runs once and never again. */
export function onceOptions(queueName: QueueName, { workflowId, summary, attributes = [] }: Named) {
  return {
    workflowId,
    staticSummary: summary,
    // Once more where the payload codec does not hide it.
    typedSearchAttributes: [...attributes, { key: certloomSummary, value: summary }],
    taskQueue: queueName('certloom'),
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
  } as const satisfies WorkflowOptions;
}

/** The same for a batch of firings: it can be found by event, outcome and batch. */
export function firingRunOptions(queueName: QueueName, event: EventCode, batchId: string, subjects: number) {
  return onceOptions(queueName, {
    workflowId: firingWorkflowId(event, batchId),
    summary: `${event.replaceAll('_', ' ')}, ${subjects} ${subjects === 1 ? 'subject' : 'subjects'}`,
    attributes: [
      { key: certloomEvent, value: event },
      { key: certloomOutcome, value: 'running' },
      { key: certloomBatchId, value: batchId },
    ],
  });
}

/** Runs `start`; a run that is under way or over counts as started. Without `timeoutMs` the client's own limit holds. */
export async function startRun(client: Client, start: () => Promise<unknown>, timeoutMs?: number): Promise<void> {
  try {
    await (timeoutMs === undefined ? start() : client.connection.withDeadline(Date.now() + timeoutMs, start));
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
