import { issuerChangeOf } from '../../../test/support/builders';
import {
  admin,
  certificateOf,
  leaf,
  pipelineInMemory,
  rulesInMemory,
  tell,
  triggerOf,
  nothingDue,
} from '../../../test/support/services';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { Trigger } from '../../domain/triggers/trigger';
import type { StatusChange } from '../../domain/validation/verdict';
import type { OpenStatusChange } from '../../store/validation/validations';
import { issuerIdOf } from './rechecks';
import { createStatusFirings, statusBatches } from './status-firings';

const event = 'certificate_status_changed';
const at = new Date('2030-01-01T00:00:00Z');
const change = (sequence: number, from: StatusChange['from'], to: StatusChange['to']): StatusChange => ({
  ...{ sequence, from, to, at },
});

/** Certificates with changes that wait for their event. */
function changed(open: OpenStatusChange[], triggers: readonly Trigger[] = []) {
  const memory = pipelineInMemory(rulesInMemory([{ triggers }]).deps);
  const inventory = new Map<string, CertificateRecord>(open.map(({ certificate }) => [certificate.uuid, certificate]));
  const rechecked: string[] = [];
  const walks: string[] = [];
  const digests: string[] = [];
  let waiting = open;
  const { decide, close } = createStatusFirings({
    pipeline: memory.pipeline,
    validations: {
      changesOf: async (uuids) => waiting.filter(({ certificate }) => uuids.includes(certificate.uuid)),
      close: async (done) => {
        waiting = waiting.filter(
          (one) => !done.some((id) => id.uuid === one.certificate.uuid && id.sequence === one.change.sequence),
        );
      },
      recheckIssuedBy: async (name, { id }) => rechecked.push(`${name}: ${id}`),
      nameOf: async () => null,
    },
    startWalk: async (batchId) => void walks.push(batchId),
    startDigest: async (id) => void digests.push(id),
    changes: {
      async change(certificate, wanted) {
        const after = { ...certificate, ...wanted };
        inventory.set(certificate.uuid, after);
        return after;
      },
      find: async (uuid) => inventory.get(uuid),
      addHistory: memory.stores.history.add,
      historyDue: nothingDue,
    },
  });
  const [batch] = statusBatches(open);
  const run = (workflowId = 'w') => ({ workflowId, runId: 'r' });
  return { ...memory, inventory, rechecked, walks, digests, batch: batch!, decide, close, run, waiting: () => waiting };
}

const web = certificateOf('web');
const untrusted = issuerChangeOf('root');

describe('firings of changed statuses', () => {
  it('are one for each change of a certificate, whoever fires it', async () => {
    const open = [1, 2].map((sequence) => ({ certificate: web, change: change(sequence, 'not_checked', 'valid') }));
    const { batch, decide, firings, run } = changed(open);
    expect(await decide(batch, run())).toMatchObject({ firings: 2, outcome: 'unmatched' });
    expect([...firings.values()].map(({ occurrenceKey }) => occurrenceKey)).toEqual(['c-web.1', 'c-web.2']);
    expect(await decide(batch, run('another run'))).toMatchObject({ firings: 0 });
  });

  it('write down in the history of the certificate what has changed, as often as it has', async () => {
    const open = [1, 2].map((sequence) => ({ certificate: web, change: change(sequence, 'not_checked', 'valid') }));
    const { batch, decide, run, history } = changed(open);
    await decide(batch, run());
    await decide(batch, run());
    const entries = [...history.values()].filter(({ event: what }) => what === 'updateValidationStatus');
    expect(entries.map(({ certificate }) => certificate)).toEqual(['c-web', 'c-web']);
  });

  it('carry both statuses, and look at the certificate as it is', async () => {
    const open = [
      { certificate: { ...web, validationStatus: 'revoked' as const }, change: change(3, 'valid', 'revoked') },
    ];
    const condition = leaf('CERTIFICATE_VALIDATION_STATUS', 'EQUALS', 'revoked');
    const { batch, decide, notices, run } = changed(open, [triggerOf(event, 'action', condition, [tell])]);
    const { firingsWithEffects } = await decide(batch, run());
    expect(firingsWithEffects).toHaveLength(1);
    expect([...notices.values()]).toMatchObject([{ envelope: { data: { oldStatus: 'valid', newStatus: 'revoked' } } }]);
  });

  it('let triggers change the certificate', async () => {
    const open = [{ certificate: web, change: change(1, 'not_checked', 'invalid') }];
    const owner = triggerOf(event, 'action', null, [{ type: 'setOwner', owner: admin.uuid }]);
    const { batch, decide, inventory, run } = changed(open, [owner]);
    await decide(batch, run());
    expect(inventory.get('c-web')?.owner).toBe(admin.uuid);
  });

  it('are found by an attempt that is made again, until they are closed', async () => {
    const { batch, decide, close, run, waiting } = changed([
      { certificate: web, change: change(1, 'not_checked', 'valid') },
    ]);
    await decide(batch, run());
    expect(await decide(batch, run())).toMatchObject({ firings: 1 });
    await close(batch);
    expect(waiting()).toEqual([]);
    await close(batch);
    expect(await decide(batch, run())).toMatchObject({ firings: 0 });
  });

  it('make what a CA has issued due for a check', async () => {
    const ca = { ...certificateOf('ca'), ca: true, subjectDerSha256: 'name of ca' };
    const open = [ca, web].map((certificate) => ({ certificate, change: change(1, 'valid', 'invalid') }));
    const { batch, close, rechecked, walks, digests } = changed(open);
    await close(batch);
    expect(rechecked).toEqual([`name of ca: ${issuerIdOf(ca.fingerprint)}`]);
    expect(walks).toEqual([batch.batchId]);
    expect(digests).toEqual([]);
  });

  it('pass on from what they follow, down to what issuers have issued in turn, and start the digest of it', async () => {
    const ca = { ...certificateOf('ca'), ca: true, subjectDerSha256: 'name of ca' };
    const open = [ca, web].map((certificate) => ({
      certificate,
      change: { ...change(1, 'valid', 'invalid'), issuerChange: untrusted },
    }));
    const { batch, decide, close, run, rechecked, digests, notices } = changed(open, [
      triggerOf(event, 'action', null, [tell]),
    ]);
    await decide(batch, run());
    expect([...notices.values()].map(({ issuerChange }) => issuerChange)).toEqual([untrusted, untrusted]);
    await close(batch);
    expect(rechecked).toEqual(['name of ca: root']);
    expect(digests).toEqual(['root']);
  });
});

describe('batches of changes', () => {
  const open = Array.from({ length: 101 }, (_, index) => ({
    certificate: { ...web, uuid: `c-${index}` },
    change: change(1, 'not_checked', 'valid'),
  }));

  it('hold a hundred, with ids that follow from what they carry', () => {
    const [first, second] = statusBatches(open);
    expect([first!.changes.length, second!.changes.length]).toEqual([100, 1]);
    expect(statusBatches(open)[0]!.batchId).toBe(first!.batchId);
    expect(first!.batchId).not.toBe(second!.batchId);
    const next = open.map((one) => ({ ...one, change: { ...one.change, sequence: 2 } }));
    expect(statusBatches(next)[0]!.batchId).not.toBe(first!.batchId);
  });
});
