import { isEventCode, type EventCode } from '../domain/events/catalogue';
import type { SecurityContext } from '../domain/scripts/runtime';

/**
 * Every id that crosses the engine, with its way back. No id holds a detail of a certificate: ids, search attributes
 * and summaries can be read by anyone who may open the Temporal UI.
 */

const firing = /^firing:([a-z_]+):([\w.-]{1,100})$/;

/** Workflow id of one batch of firings, for example `firing:certificate_uploaded:0c5e…`. */
export function firingWorkflowId(event: EventCode, batchId: string): string {
  return `firing:${event}:${batchId}`;
}

/** Undefined when the id is not a batch's. */
export function parseFiringWorkflowId(workflowId: string): { event: EventCode; batchId: string } | undefined {
  const [, event, batchId] = firing.exec(workflowId) ?? [];
  if (event === undefined || batchId === undefined || !isEventCode(event)) return undefined;
  return { event, batchId };
}

const chunk = /^([\w-]{1,64})\.(\d{1,6})$/;

/** Batch id of the n-th hundred of a bundle. A bundle that fits one batch uses its upload id as it is. */
export function chunkBatchId(uploadId: string, index: number): string {
  return `${uploadId}.${index}`;
}

export function parseChunkBatchId(batchId: string): { uploadId: string; index: number } | undefined {
  const [, uploadId, index] = chunk.exec(batchId) ?? [];
  if (uploadId === undefined || index === undefined) return undefined;
  return { uploadId, index: Number(index) };
}

const item = /^([0-9a-f-]{36})\.(\d{1,6})$/;

/** Key of one certificate of a bundle: the row that holds its content and claim. */
export function uploadItemId(uploadId: string, index: number): string {
  return `${uploadId}.${index}`;
}

export function parseUploadItemId(id: string): { uploadId: string; index: number } | undefined {
  const [, uploadId, index] = item.exec(id) ?? [];
  if (uploadId === undefined || index === undefined) return undefined;
  return { uploadId, index: Number(index) };
}

const redelivery = /^redelivery:([0-9a-f]{64}):([\w-]{1,64})$/;

/** Workflow id of one redelivery by hand. `request` tells two requests apart. */
export function redeliveryWorkflowId(deliveryKey: string, request: string): string {
  return `redelivery:${deliveryKey}:${request}`;
}

export function parseRedeliveryWorkflowId(workflowId: string): { deliveryKey: string; request: string } | undefined {
  const [, deliveryKey, request] = redelivery.exec(workflowId) ?? [];
  if (deliveryKey === undefined || request === undefined) return undefined;
  return { deliveryKey, request };
}

const digest = /^digest:((?:[0-9a-f-]{36}\.\d{1,4}\.)?\d{8}T\d{6,9}Z)$/;

/** Workflow id of the digests of one scan, or of what follows from a CA, see `issuerScanId`. */
export function digestWorkflowId(scanId: string): string {
  return `digest:${scanId}`;
}

export function parseDigestWorkflowId(workflowId: string): { scanId: string } | undefined {
  const [, scanId] = digest.exec(workflowId) ?? [];
  return scanId === undefined ? undefined : { scanId };
}

const issuerDigest = /^digest:issuer:([0-9a-f-]{36})$/;

/** Workflow id of the run that waits for what follows from a CA, and then starts the digests of it. */
export function issuerDigestWorkflowId(issuer: string): string {
  return `digest:issuer:${issuer}`;
}

export function parseIssuerDigestWorkflowId(workflowId: string): { issuer: string } | undefined {
  const [, issuer] = issuerDigest.exec(workflowId) ?? [];
  return issuer === undefined ? undefined : { issuer };
}

/** What stands for a scan where digests tell what follows from a CA: the run that waited for it, and which part it is. */
export function issuerScanId(issuer: string, part: number, begun: string): string {
  return `${issuer}.${part}.${begun}`;
}

const bulk = /^bulk:([0-9a-f-]{36}):([\w-]{1,64})$/;

/** Workflow id of a bulk change. `request` tells a second start from one that was withdrawn. */
export function bulkWorkflowId(bulkId: string, request: string): string {
  return `bulk:${bulkId}:${request}`;
}

export function parseBulkWorkflowId(workflowId: string): { bulkId: string; request: string } | undefined {
  const [, bulkId, request] = bulk.exec(workflowId) ?? [];
  if (bulkId === undefined || request === undefined) return undefined;
  return { bulkId, request };
}

const operation = /^operation:([0-9a-f-]{36}):([\w-]{1,64})$/;

/** Workflow id of an operation on a certificate. `request` tells a second start from one that was withdrawn. */
export function operationWorkflowId(operationId: string, request: string): string {
  return `operation:${operationId}:${request}`;
}

export function parseOperationWorkflowId(workflowId: string): { operationId: string; request: string } | undefined {
  const [, operationId, request] = operation.exec(workflowId) ?? [];
  if (operationId === undefined || request === undefined) return undefined;
  return { operationId, request };
}

const renewals = /^renewals:(\d{8}T\d{6,9}Z)$/;

/** Workflow id of the automatic renewals that follow a scan. */
export function renewalsWorkflowId(scanId: string): string {
  return `renewals:${scanId}`;
}

export function parseRenewalsWorkflowId(workflowId: string): { scanId: string } | undefined {
  const [, scanId] = renewals.exec(workflowId) ?? [];
  return scanId === undefined ? undefined : { scanId };
}

const approvalId = /^approval:([0-9a-f-]{36})$/;

/** Workflow id of an approval. */
export function approvalWorkflowId(approvalUuid: string): string {
  return `approval:${approvalUuid}`;
}

export function parseApprovalWorkflowId(workflowId: string): { approvalUuid: string } | undefined {
  const [, approvalUuid] = approvalId.exec(workflowId) ?? [];
  return approvalUuid === undefined ? undefined : { approvalUuid };
}

const jobRun = /^job:([0-9a-f-]{36}):now:([\w-]{1,64})$/;

/** Workflow id of the runs of a job; its schedule adds the time of each behind it. */
export function jobWorkflowId(jobUuid: string): string {
  return `job:${jobUuid}`;
}

/** Never renamed: the engine keeps schedules by id. */
export function jobScheduleId(jobUuid: string): string {
  return `job-${jobUuid}`;
}

/** Workflow id of a run that somebody asked for. */
export function jobRunWorkflowId(jobUuid: string, request: string): string {
  return `job:${jobUuid}:now:${request}`;
}

export function parseJobRunWorkflowId(workflowId: string): { jobUuid: string; request: string } | undefined {
  const [, jobUuid, request] = jobRun.exec(workflowId) ?? [];
  if (jobUuid === undefined || request === undefined) return undefined;
  return { jobUuid, request };
}

const alertRun = /^alert-run-([0-9a-f-]{36})-([\w:.-]{1,100})$/;

/** Workflow id of the runs of an alert; its schedule adds `-` and the time of each behind it. */
export function alertWorkflowId(alertUuid: string): string {
  return `alert-run-${alertUuid}`;
}

/** Never renamed: the engine keeps schedules by id. */
export function alertScheduleId(alertUuid: string): string {
  return `alert-${alertUuid}`;
}

/** Workflow id of a run that somebody asked for. */
export function alertRunWorkflowId(alertUuid: string, request: string): string {
  return `${alertWorkflowId(alertUuid)}-${request}`;
}

/** Workflow id of what an event starts of an alert. @param eventId the firing, or the request where the authority alone knows of it */
export function alertEventWorkflowId(alertUuid: string, eventId: string): string {
  return `alert-event-${alertUuid}-${eventId}`;
}

export function parseAlertRunWorkflowId(workflowId: string): { alertUuid: string; request: string } | undefined {
  const [, alertUuid, request] = alertRun.exec(workflowId) ?? [];
  if (alertUuid === undefined || request === undefined) return undefined;
  return { alertUuid, request };
}

const builder = /^builder-([0-9a-f-]{36})$/;

/** Workflow id of an instance of the workflow builder; a restart at its failed step has the same. */
export function builderWorkflowId(instanceUuid: string): string {
  return `builder-${instanceUuid}`;
}

export function parseBuilderWorkflowId(workflowId: string): { instanceUuid: string } | undefined {
  const [, instanceUuid] = builder.exec(workflowId) ?? [];
  return instanceUuid === undefined ? undefined : { instanceUuid };
}

const discovery = /^discovery:([0-9a-f-]{36})\.(\d{1,9})(?::([\w-]{1,64}))?$/;

/** Workflow id of one run of a discovery. `again` tells a second start, of a run that was lost, from the first. */
export function discoveryWorkflowId(uuid: string, run: number, again?: string): string {
  return `discovery:${uuid}.${run}${again === undefined ? '' : `:${again}`}`;
}

export function parseDiscoveryWorkflowId(workflowId: string): { uuid: string; run: number } | undefined {
  const [, uuid, run] = discovery.exec(workflowId) ?? [];
  return uuid === undefined || run === undefined ? undefined : { uuid, run: Number(run) };
}

const collectionScan = /^scan-([0-9a-f-]{36})$/;

/** Workflow id of the scans of a collection, one at a time. */
export function collectionScanWorkflowId(collectionId: string): string {
  return `scan-${collectionId}`;
}

export function parseCollectionScanWorkflowId(workflowId: string): { collectionId: string } | undefined {
  const [, collectionId] = collectionScan.exec(workflowId) ?? [];
  return collectionId === undefined ? undefined : { collectionId };
}

const collectionConsumer = /^(consume|backfill)-([0-9a-f-]{36})-([0-9a-f-]{36})(?:-([\w-]{1,64}))?$/;

/** Workflow id of what reads the changes of a collection for a definition, one at a time. */
export function collectionConsumerWorkflowId(definition: string, collection: string): string {
  return `consume-${definition}-${collection}`;
}

/** Workflow id of a back-fill that somebody has asked for. */
export function backfillWorkflowId(definition: string, collection: string, request: string): string {
  return `backfill-${definition}-${collection}-${request}`;
}

export function parseCollectionConsumerWorkflowId(
  workflowId: string,
): { definition: string; collection: string } | undefined {
  const [, , definition, collection] = collectionConsumer.exec(workflowId) ?? [];
  return definition === undefined || collection === undefined ? undefined : { definition, collection };
}

/** Action key: firing + trigger + action. Upsert key of what an action did; scripts get it too. */
export function actionKey(firingId: string, trigger: string, action: string): string {
  return `${firingId}/${trigger}/${action}`;
}

export function parseActionKey(key: string): { firingId: string; trigger: string; action: string } | undefined {
  const [firingId, trigger, action, more] = key.split('/');
  if (firingId === undefined || trigger === undefined || action === undefined || more !== undefined) return undefined;
  return { firingId, trigger, action };
}

/** Schedules. Never renamed: the engine keeps them by id. */
export const scheduleIds = { expirationScan: 'expiration-scan' } as const;
/** Of earlier releases. */
export const retiredScheduleIds = ['upload-sweep'] as const;
/** The schedule adds the time of each run behind it. */
export const scanWorkflowId = 'scan:expiration';
/** Of walks that somebody or something asked for; what for stands behind it. */
export const validationWorkflowId = 'scan:validation';

const requested = /^validation:([0-9a-f-]{36})$/;

/** Workflow id of a validation that somebody asked for. */
export function requestedValidationId(requestId: string): string {
  return `validation:${requestId}`;
}

export function parseRequestedValidationId(workflowId: string): { requestId: string } | undefined {
  const [, requestId] = requested.exec(workflowId) ?? [];
  return requestId === undefined ? undefined : { requestId };
}

/** Workflow id of a scan that somebody asked for as a job. */
export function scanRunWorkflowId(request: string): string {
  return `${scanWorkflowId}:now:${request}`;
}

/** Task queues. A queue is a security boundary, so its name comes from here and never from a request. */
export const taskQueues = ['certloom', 'scan', 'delivery', 'scripts-api', 'scripts-service'] as const;
export type TaskQueue = (typeof taskQueues)[number];

/** The queue of runs that were started in this context. */
export function scriptQueue(context: SecurityContext): TaskQueue {
  return `scripts-${context}`;
}

const scriptRun = /^script-run:([0-9a-f-]{36})$/;

/** Workflow id of a run of a script that a person asked for. */
export function scriptRunWorkflowId(runId: string): string {
  return `script-run:${runId}`;
}

export function parseScriptRunWorkflowId(workflowId: string): { runId: string } | undefined {
  const [, runId] = scriptRun.exec(workflowId) ?? [];
  return runId === undefined ? undefined : { runId };
}

const firingScripts = /^firing-scripts:([\w-]{1,100}):([\w-]{1,64})$/;

/** Workflow id of what goes on with scripts of firings. @param request tells several about one firing apart */
export function firingScriptsWorkflowId(firingId: string, request: string): string {
  return `firing-scripts:${firingId}:${request}`;
}

export function parseFiringScriptsWorkflowId(workflowId: string): { firingId: string; request: string } | undefined {
  const [, firingId, request] = firingScripts.exec(workflowId) ?? [];
  if (firingId === undefined || request === undefined) return undefined;
  return { firingId, request };
}
