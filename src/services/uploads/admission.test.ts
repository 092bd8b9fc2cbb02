import { mongo } from 'mongoose';
import { buildCertificate } from '../../../test/hostile/certificate-builder';
import {
  attribute,
  factsOf,
  leaf,
  pipelineInMemory,
  rulesInMemory,
  run,
  setSite,
  tell,
  triggerOf,
  uploadRow,
} from '../../../test/support/services';
import type { Trigger } from '../../domain/triggers/trigger';
import type { CertificateDocument } from '../../store/certificates/certificates';
import { uploadFiringId } from '../../store/database/derived-ids';
import type { UploadDocument } from '../../store/uploads/upload-rows';
import { createAdmission } from './admission';
import type { Admission } from './verdicts';

interface Given {
  readonly rows?: readonly UploadDocument[];
  readonly triggers?: readonly Trigger[];
  /** Fingerprints in the inventory, with the certificate's uuid. */
  readonly held?: ReadonlyMap<string, string>;
  readonly before?: ReadonlyMap<string, { snapshotId: string | null; status: string }>;
  /** Uploads that another run decides. */
  readonly elsewhere?: ReadonlySet<string>;
}

const needed = { ...attribute, required: true };

/** Uploads `a` and `b`, which this process has read itself, and whatever rows are given. */
function admitting({ rows = [], triggers = [], held = new Map(), before = new Map(), elsewhere = new Set() }: Given) {
  const memory = pipelineInMemory(rulesInMemory([{ triggers }], { attributes: new Map([[needed.uuid, needed]]) }).deps);
  const entries = new Map(
    ['a', 'b'].map((id) => [id, { facts: factsOf(id), der: Buffer.from(id), row: uploadRow(id) }]),
  );
  const inserted: CertificateDocument[] = [];
  const told: unknown[] = [];
  const forgotten: string[] = [];
  let recorded: readonly Admission[] = [];
  const admission = createAdmission({
    pipeline: memory.pipeline,
    parsed: { get: (id) => entries.get(id), forget: (id) => void forgotten.push(id) },
    uploads: { load: async (ids) => rows.filter(({ _id }) => ids.includes(_id)) },
    ownership: { carry: async (ids) => new Set(ids.filter((id) => elsewhere.has(id))) },
    firings: { decided: async () => new Map(before) },
    certificates: {
      insert: async (documents) => {
        inserted.push(...documents);
        return documents.map(({ fingerprint }) => (held.has(fingerprint) ? 'duplicate' : 'inserted'));
      },
      rememberKeys: async () => undefined,
      findByFingerprints: async () => new Map(held),
    },
    recordOutcomes: async (admissions) => void (recorded = admissions),
    announceVerdicts: (batchId, verdicts) => void told.push([batchId, verdicts]),
    now: () => new Date('2030-01-01T00:00:00Z'),
  });
  const batch = (...uploadIds: string[]) => ({ batchId: 'batch', uploadIds });
  return { ...memory, admission, batch, inserted, told, forgotten, recorded: () => recorded };
}

describe('the admission of uploads', () => {
  it('stores what triggers set, in the order of the ids, and tells who waits', async () => {
    const triggers = [
      triggerOf('certificate_uploaded', 'ignore', leaf('COMMON_NAME', 'EQUALS', 'b')),
      triggerOf('certificate_uploaded', 'action', null, [setSite('dc1'), tell]),
    ];
    const { admission, batch, inserted, firings, told, forgotten, history } = admitting({ triggers });
    expect(await admission.decide(batch('b', 'a'), run)).toEqual({
      verdicts: ['ignored', 'stored'],
      firingsWithEffects: [uploadFiringId('a')],
      outcome: 'mixed',
    });
    expect(inserted).toMatchObject([
      { _id: 'c-a', createdBy: 'u-1', owner: 'u-1', attributes: { 'a-site': { content: [{ data: 'dc1' }] } } },
    ]);
    expect(firings.get(uploadFiringId('a'))).toMatchObject({ occurrenceKey: 'a.0', uploadId: 'a', objectUuid: 'c-a' });
    expect(history.get(uploadFiringId('a'))).toMatchObject({ event: 'upload', certificate: 'c-a' });
    expect(told).toEqual([['batch', ['ignored', 'stored']]]);
    expect(forgotten).toEqual(['b', 'a']);
  });

  it('leaves no trace of what the inventory turns out to have', async () => {
    const { admission, batch, firings, history, notices, counted } = admitting({ held: new Map([['fp-a', 'other']]) });
    expect(await admission.decide(batch('a', 'b'), run)).toMatchObject({ verdicts: ['duplicate', 'stored'] });
    expect([...firings.keys()]).toEqual([uploadFiringId('b')]);
    expect([...history.keys()]).toEqual([uploadFiringId('b')]);
    expect(notices.size).toBe(0);
    expect(counted.map(({ _id }) => _id)).toEqual([uploadFiringId('b')]);
  });

  it('decides what is its own, touches nothing of another run, and is to be asked again', async () => {
    const rows = ['mine', 'theirs'].map((id) =>
      uploadRow(id, { takenOver: true, der: new mongo.Binary(buildCertificate()) }),
    );
    const elsewhere = new Set(['theirs']);
    const { admission, batch, firings, inserted, told, recorded } = admitting({ rows, elsewhere });
    await expect(admission.decide(batch('mine', 'theirs'), run)).rejects.toThrow('another run');
    expect([...firings.keys()]).toEqual([uploadFiringId('mine')]);
    expect(inserted.map(({ _id }) => _id)).toEqual(['c-mine']);
    expect(recorded().map(({ uploadId }) => uploadId)).toEqual(['mine']);
    expect(told).toEqual([]);
    await expect(admission.giveUp(batch('theirs'), run)).rejects.toThrow('another run');
    expect(recorded()).toEqual([]);
  });

  it('does not decide again what an earlier run has closed, but starts effects that it left', async () => {
    const rows = [
      uploadRow('x', { status: 'stored' }),
      uploadRow('y', { code: 'certificate_duplicate', status: 'failed' }),
    ];
    const before = new Map([[uploadFiringId('x'), { snapshotId: null, status: 'running' }]]);
    const { admission, batch, firings, recorded } = admitting({ rows, before });
    expect(await admission.decide(batch('x', 'y', 'gone'), run)).toMatchObject({
      verdicts: ['stored', 'duplicate', 'failed'],
      firingsWithEffects: [uploadFiringId('x')],
    });
    expect(firings.size).toBe(0);
    expect(recorded().map(({ isNew }) => isNew)).toEqual([false, false, false]);
  });

  it('fails an upload whose content cannot be read, and no other', async () => {
    const rows = [uploadRow('x', { der: new mongo.Binary(Buffer.from('nothing')) })];
    const { admission, batch, faults } = admitting({ rows });
    expect(await admission.decide(batch('x', 'a'), run)).toMatchObject({ verdicts: ['failed', 'stored'] });
    expect(faults).toHaveLength(1);
  });

  it('giving up, keeps what an earlier attempt stored and fails the rest', async () => {
    const { admission, batch, firings } = admitting({ held: new Map([['fp-a', 'c-a']]) });
    expect(await admission.giveUp(batch('a', 'b'), run)).toMatchObject({ verdicts: ['stored', 'failed'] });
    expect([...firings.values()]).toMatchObject([{ _id: uploadFiringId('b'), status: 'failed' }]);
  });

  it('warns of a required attribute that has no value', async () => {
    const { admission, batch, recorded } = admitting({});
    await admission.decide(batch('a'), run);
    expect(recorded()).toMatchObject([{ verdict: 'stored', warnings: [{ code: 'required_attribute_missing' }] }]);
  });
});
