import { inventoryInMemory, operationOf, operationsInMemory } from '../../../test/support/operations';
import {
  certificateOf,
  leaf,
  pipelineInMemory,
  rulesInMemory,
  setSite,
  tell,
  triggerOf,
  nothingDue,
} from '../../../test/support/services';
import type { Condition } from '../../domain/conditions/tree';
import type { Operation } from '../../domain/operations/operation';
import { firingIdOf } from '../../store/database/derived-ids';
import { createOperationFirings } from './firings';

const event = 'certificate_action_performed';
const id = firingIdOf(event, 'o');

function firing(operation: Operation, condition: Condition = leaf('COMMON_NAME', 'EQUALS', 'web')) {
  const triggers = [triggerOf(event, 'action', condition, [setSite('zurich'), tell])];
  const memory = pipelineInMemory(rulesInMemory([{ triggers }]).deps);
  const { inventory, kept } = inventoryInMemory([certificateOf('web'), certificateOf('new')]);
  const settled: string[] = [];
  const { fire } = createOperationFirings({
    pipeline: memory.pipeline,
    operations: operationsInMemory([operation]).operations,
    inventory,
    async change(certificate, change) {
      if (!kept.has(certificate.uuid)) return null;
      const after = { ...certificate, ...change };
      kept.set(certificate.uuid, after);
      return after;
    },
    addHistory: memory.stores.history.add,
    historyDue: nothingDue,
    settle: async (uuid) => void settled.push(uuid),
  });
  return { ...memory, kept, settled, fire: (workflowId = 'w') => fire('o', { workflowId, runId: 'r' }) };
}

describe('the firing of an operation', () => {
  it('is about the new certificate, once, and may change it', async () => {
    const done = operationOf('o', { state: 'issued', issuedCertificate: 'c-new' });
    const { fire, firings, notices, kept, settled } = firing(done, leaf('COMMON_NAME', 'EQUALS', 'new'));
    expect(await fire()).toEqual({ action: 'renew', state: 'issued', firingsWithEffects: [id], outcome: 'performed' });
    expect(firings.get(id)).toMatchObject({
      objectUuid: 'c-new',
      actor: { name: 'ada' },
      causedBy: null,
      causeDepth: 0,
    });
    expect(notices.get(id)?.envelope.data).toMatchObject({
      ...{ certificateUuid: 'c-new', action: 'renew', state: 'issued', errorMessage: null },
      authorityInstanceUuid: 'ca',
    });
    expect(Object.keys(kept.get('c-new')!.attributes)).toEqual(['a-site']);
    expect(settled).toEqual([]);
    expect(await fire('another run')).toMatchObject({ firingsWithEffects: [], outcome: 'unmatched' });
    expect(firings.size).toBe(1);
  });

  it.each([
    ['failed', 'not so'],
    ['rejected', 'It was not approved.'],
    ['cancelled', 'It was called off.'],
  ] as const)('of one that was %s is about the certificate that was there, and says why', async (state, message) => {
    const { fire, firings, notices, history } = firing(operationOf('o', { state, errorCode: 'x', message }));
    expect(await fire()).toMatchObject({ state, outcome: 'performed' });
    const told = [...history.values()].filter(({ status }) => status === 'failure');
    expect(told).toMatchObject([{ certificate: 'c-web', message: `${state}: ${message}` }]);
    expect(firings.get(id)?.objectUuid).toBe('c-web');
    expect(notices.get(id)?.envelope.data).toMatchObject({ certificateUuid: 'c-web', state, errorMessage: message });
  });

  it('of a first certificate that there never was knows the request', async () => {
    const order = { ...operationOf('o').order, names: ['dNSName:web.example'] };
    const failed = operationOf('o', { action: 'issue', certificate: null, state: 'failed', errorCode: 'no', order });
    const { fire, firings, notices, history } = firing(failed);
    expect(await fire()).toMatchObject({ outcome: 'performed' });
    expect(firings.get(id)).toMatchObject({ objectUuid: null, objectName: 'web' });
    expect(notices.get(id)).toMatchObject({ certificateUuid: null, ownerUuid: 'u-admin' });
    expect(notices.get(id)?.envelope).toMatchObject({
      objectUuid: null,
      data: {
        ...{ certificateUuid: null, fingerprint: null, serialNumber: null, subjectDn: 'CN=web', issuerDn: null },
        ...{ raProfileUuid: 'ra', action: 'issue', state: 'failed', errorMessage: 'no' },
      },
    });
    expect(history.size).toBe(0);
  });

  it('finds nothing where a certificate has facts', async () => {
    const failed = operationOf('o', { action: 'issue', certificate: null, state: 'failed' });
    const { fire, settled } = firing(failed, leaf('FINGERPRINT', 'EXISTS'));
    expect(await fire()).toMatchObject({ outcome: 'unmatched' });
    expect(settled).toEqual(['o']);
  });

  it('is told of by conditions, which can ask for the operation and how it ended', async () => {
    const told = (field: string, value: string) => ({ source: 'event', field, operator: 'EQUALS', value }) as const;
    const failed = operationOf('o', { action: 'revoke', state: 'failed', errorCode: 'x', message: 'CA is away' });
    const mine = { all: [told('action', 'revoke'), told('state', 'failed'), told('errorMessage', 'CA is away')] };
    const { fire, firings } = firing(failed, mine);
    expect(await fire()).toMatchObject({ outcome: 'performed' });
    expect(firings.get(id)?.particulars).toEqual({ action: 'revoke', state: 'failed', errorMessage: 'CA is away' });
    const other = firing(failed, told('action', 'renew'));
    expect(await other.fire()).toMatchObject({ outcome: 'unmatched' });
    expect(other.firings.get(id)?.triggers[0]?.leaves).toEqual([{ result: 'false', actual: 'revoke' }]);
  });

  it('says the reason of a revocation, so that the end of a hold is told apart', async () => {
    const order = { ...operationOf('o').order, reason: 'removeFromCRL' } as const;
    const released = operationOf('o', { action: 'revoke', state: 'issued', order });
    const mine = { source: 'event', field: 'reason', operator: 'EQUALS', value: 'removeFromCRL' } as const;
    const { fire, firings, notices } = firing(released, mine);
    expect(await fire()).toMatchObject({ outcome: 'performed' });
    expect(firings.get(id)?.particulars).toEqual({ action: 'revoke', state: 'issued', reason: 'removeFromCRL' });
    expect(notices.get(id)?.envelope.data).toMatchObject({ reason: 'removeFromCRL' });
  });

  it('waits for the end', async () => {
    const { fire, firings } = firing(operationOf('o', { state: 'pending_issue' }));
    expect([await fire(), firings.size]).toEqual([null, 0]);
  });

  it('E09 follows from others up to the fifth; the sixth is recorded, and nothing follows from it', async () => {
    const caused = (depth: number) =>
      operationOf('o', { state: 'issued', issuedCertificate: 'c-web', cause: { firingId: 'before', depth } });
    const fifth = firing(caused(3));
    expect(await fifth.fire()).toMatchObject({ firingsWithEffects: [id] });
    expect(fifth.firings.get(id)).toMatchObject({ causedBy: 'before', causeDepth: 4, status: 'running' });
    const sixth = firing(caused(4));
    expect(await sixth.fire()).toMatchObject({ firingsWithEffects: [], outcome: 'error' });
    expect(sixth.firings.get(id)).toMatchObject({
      ...{ causedBy: 'before', causeDepth: 5, status: 'failed', outcome: 'error', objectUuid: 'c-web' },
      message: expect.stringMatching(/^cause_chain_too_deep: /),
    });
    expect(sixth.kept.get('c-web')?.attributes).toEqual({});
  });
});
