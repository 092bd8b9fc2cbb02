import { randomUUID } from 'node:crypto';
import * as ids from './ids';

describe('ids', () => {
  const uuid = randomUUID();
  const key = 'a'.repeat(64);

  it.each([
    [
      'firing',
      ids.parseFiringWorkflowId(ids.firingWorkflowId('certificate_uploaded', uuid)),
      { event: 'certificate_uploaded', batchId: uuid },
    ],
    ['chunk', ids.parseChunkBatchId(ids.chunkBatchId(uuid, 4)), { uploadId: uuid, index: 4 }],
    [
      'firing of a chunk',
      ids.parseFiringWorkflowId(ids.firingWorkflowId('certificate_uploaded', ids.chunkBatchId(uuid, 4))),
      { event: 'certificate_uploaded', batchId: `${uuid}.4` },
    ],
    ['item', ids.parseUploadItemId(ids.uploadItemId(uuid, 0)), { uploadId: uuid, index: 0 }],
    [
      'redelivery',
      ids.parseRedeliveryWorkflowId(ids.redeliveryWorkflowId(key, 'r1')),
      { deliveryKey: key, request: 'r1' },
    ],
    [
      'requested validation',
      ids.parseRequestedValidationId(ids.requestedValidationId('0c5e0000-0000-4000-8000-000000000000')),
      { requestId: '0c5e0000-0000-4000-8000-000000000000' },
    ],
    ['digest of a CA', ids.parseIssuerDigestWorkflowId(ids.issuerDigestWorkflowId(uuid)), { issuer: uuid }],
    ['digest', ids.parseDigestWorkflowId(ids.digestWorkflowId('20261121T120700Z')), { scanId: '20261121T120700Z' }],
    ['bulk change', ids.parseBulkWorkflowId(ids.bulkWorkflowId(uuid, 'r1')), { bulkId: uuid, request: 'r1' }],
    [
      'operation',
      ids.parseOperationWorkflowId(ids.operationWorkflowId(uuid, 'r1')),
      { operationId: uuid, request: 'r1' },
    ],
    [
      'renewals',
      ids.parseRenewalsWorkflowId(ids.renewalsWorkflowId('20261121T120700Z')),
      { scanId: '20261121T120700Z' },
    ],
    ['approval', ids.parseApprovalWorkflowId(ids.approvalWorkflowId(uuid)), { approvalUuid: uuid }],
    ['run of a job', ids.parseJobRunWorkflowId(ids.jobRunWorkflowId(uuid, 'r1')), { jobUuid: uuid, request: 'r1' }],
    ['instance', ids.parseBuilderWorkflowId(ids.builderWorkflowId(uuid)), { instanceUuid: uuid }],
    ['script run', ids.parseScriptRunWorkflowId(ids.scriptRunWorkflowId(uuid)), { runId: uuid }],
    [
      'scripts of firings',
      ids.parseFiringScriptsWorkflowId(ids.firingScriptsWorkflowId(uuid, 'r1')),
      { firingId: uuid, request: 'r1' },
    ],
    ['discovery', ids.parseDiscoveryWorkflowId(ids.discoveryWorkflowId(uuid, 7)), { uuid, run: 7 }],
    ['discovery again', ids.parseDiscoveryWorkflowId(ids.discoveryWorkflowId(uuid, 7, 'r1')), { uuid, run: 7 }],
    ['action', ids.parseActionKey(ids.actionKey(uuid, 't', 'a')), { firingId: uuid, trigger: 't', action: 'a' }],
  ])('%s comes back', (_name, parsed, expected) => expect(parsed).toEqual(expected));

  it.each([
    ['unknown event', ids.parseFiringWorkflowId(`firing:nothing:${uuid}`)],
    ['no batch', ids.parseFiringWorkflowId('firing:certificate_uploaded:')],
    ['not an item', ids.parseUploadItemId(uuid)],
    ['short key', ids.parseRedeliveryWorkflowId('redelivery:abc:r1')],
    ['not a digest', ids.parseDigestWorkflowId('digest:x')],
    ['not a digest of a CA', ids.parseIssuerDigestWorkflowId('digest:issuer:x')],
    ['not a bulk change', ids.parseBulkWorkflowId(`bulk:${uuid}`)],
    ['not renewals', ids.parseRenewalsWorkflowId('renewals:x')],
    ['not an operation', ids.parseOperationWorkflowId(`operation:${uuid}`)],
    ['not an approval', ids.parseApprovalWorkflowId('approval:x')],
    ['not asked for', ids.parseJobRunWorkflowId(ids.jobWorkflowId(uuid))],
    ['not a discovery', ids.parseDiscoveryWorkflowId(`discovery:${uuid}`)],
    ['four parts', ids.parseActionKey('a/b/c/d')],
  ])('%s does not parse', (_name, parsed) => expect(parsed).toBeUndefined());

  it('stays under 200 characters', () => {
    expect(ids.firingWorkflowId('certificate_action_performed', ids.chunkBatchId(uuid, 999_999)).length).toBeLessThan(
      200,
    );
    expect(ids.redeliveryWorkflowId(key, uuid).length).toBeLessThan(200);
  });
});
