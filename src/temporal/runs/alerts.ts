import type { Client } from '@temporalio/client';
import { alertEventWorkflowId, alertRunWorkflowId } from '../ids';
import type { AlertRunStart } from '../messages/alerts';
import { onceOptions, startRun, type QueueName } from './start-run';

export const alertRunSummary = 'alert run';

/** Starts a run of an alert that somebody asked for; the same request is one run. Gives its workflow id. */
export async function startAlertRun(
  client: Client,
  queueName: QueueName,
  start: AlertRunStart,
  request: string,
  timeoutMs: number,
): Promise<string> {
  const workflowId = alertRunWorkflowId(start.alertUuid, request);
  const options = onceOptions(queueName, { workflowId, summary: `${alertRunSummary}, ${start.trigger}` });
  await startRun(
    client,
    () => client.workflow.start<(start: AlertRunStart) => Promise<unknown>>('alertRun', { ...options, args: [start] }),
    timeoutMs,
  );
  return workflowId;
}

/** Starts what an event is to start of an alert; the same event is one run. */
export async function startAlertEvent(
  client: Client,
  queueName: QueueName,
  start: AlertRunStart,
  eventId: string,
  timeoutMs: number,
): Promise<void> {
  const workflowId = alertEventWorkflowId(start.alertUuid, eventId);
  const options = onceOptions(queueName, { workflowId, summary: `${alertRunSummary}, event` });
  await startRun(
    client,
    () =>
      client.workflow.start<(start: AlertRunStart) => Promise<unknown>>('alertEvent', { ...options, args: [start] }),
    timeoutMs,
  );
}
