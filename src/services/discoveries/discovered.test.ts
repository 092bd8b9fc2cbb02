import { mongo } from 'mongoose';
import { by, discoveriesInMemory, discoveryOf, now, rowOf, runOf } from '../../../test/support/discoveries';
import {
  factsOf,
  leaf,
  pipelineInMemory,
  rulesInMemory,
  setSite,
  tell,
  triggerOf,
} from '../../../test/support/services';
import type { Trigger } from '../../domain/triggers/trigger';
import type { CertificateDocument } from '../../store/certificates/certificates';
import { firingIdOf } from '../../store/database/derived-ids';
import type { DiscoveryRowDocument } from '../../store/discoveries/rows';
import { createDiscoveredFirings } from './discovered';

const event = 'certificate_discovered';
const batch = { batchId: 'b', runId: 'd-1.1' };
const carrying = { workflowId: `firing:${event}:d-1.1.x`, runId: 'r' };
const idOf = (name: string, run = '') => firingIdOf(event, `d-1/fp-${name}${run}`);

interface Given {
  readonly rows: readonly DiscoveryRowDocument[];
  readonly triggers?: readonly Trigger[];
  readonly held?: readonly string[];
  readonly stored?: ReadonlyMap<string, string>;
  /** Refused at the insert. */
  readonly duplicates?: readonly string[];
}

function firingsOf({ rows, triggers = [], held = [], stored = new Map(), duplicates = [] }: Given) {
  const place = { resource: 'discoveries', objectUuid: 'd-1' } as const;
  const memory = pipelineInMemory(rulesInMemory([{ triggers, place }]).deps);
  const discovery = discoveriesInMemory(discoveryOf({ lastRun: 1 }), [runOf()]);
  for (const row of rows) discovery.memory.rows.set(row._id, row);
  const inserted: CertificateDocument[] = [];
  const detected: string[] = [];
  const firings = createDiscoveredFirings({
    pipeline: memory.pipeline,
    rows: discovery.rowStore,
    runOf: discovery.runOf,
    certificates: {
      async insert(documents) {
        inserted.push(...documents);
        return documents.map(({ commonName }) => (duplicates.includes(commonName!) ? 'duplicate' : 'inserted'));
      },
      rememberKeys: async () => undefined,
      findByFingerprints: async () => new Map(stored),
    },
    uploads: { held: async (fingerprints) => new Set(fingerprints.filter((one) => held.includes(one))) },
    firings: memory.stores.firings,
    parsed: {
      get: (id) => ({ facts: factsOf(id.replace('d-1.1:fp-', '')), der: Buffer.from('der') }),
      forget: () => undefined,
    },
    detectReplacements: async (documents) => void detected.push(...documents.map(({ _id }) => _id)),
    logger: memory.logger,
    now: () => now,
  });
  return { ...memory, firingsOf: firings, rowsNow: discovery.memory.rows, inserted, detected, discovery };
}

describe('the firings of discovered certificates', () => {
  it('D03 D05 store what no trigger of the discovery ignores, with where it was seen, and close the rows', async () => {
    const triggers = [
      triggerOf(event, 'ignore', leaf('COMMON_NAME', 'EQUALS', 'bad')),
      triggerOf(event, 'action', null, [setSite('dc1'), tell]),
    ];
    const {
      firingsOf: made,
      rowsNow,
      inserted,
      firings,
      history,
      notices,
      detected,
    } = firingsOf({
      rows: [rowOf('good'), rowOf('bad')],
      triggers,
    });
    expect(await made.decide(batch, carrying, true)).toEqual({
      ...{ held: 0, imported: 1, known: 0, ignored: 1, failed: 0, outcome: 'mixed' },
      firingsWithEffects: [idOf('good')],
    });
    expect(inserted).toMatchObject([
      { _id: 'c-good', source: 'discovery', uploadedBy: 'nightly', createdBy: by.uuid, owner: null },
    ]);
    expect(inserted[0]!.metadata).toContainEqual({ name: 'host', contentType: 'string', data: ['good'] });
    expect(firings.get(idOf('good'))).toMatchObject({ objectUuid: 'c-good', actor: { uuid: by.uuid } });
    expect(firings.get(idOf('bad'))).toMatchObject({ objectUuid: null, outcome: 'ignored' });
    expect(notices.get(idOf('good'))!.envelope.data).toMatchObject({
      ...{ certificateUuid: 'c-good', discoveryUuid: 'd-1', discoveryName: 'nightly', discoveryUserUuid: by.uuid },
    });
    expect(history.get(idOf('good'))).toMatchObject({ event: 'discovery', certificate: 'c-good' });
    expect(rowsNow.get('d-1.1:fp-good')).toMatchObject({ outcome: 'imported', firingId: idOf('good') });
    expect(rowsNow.get('d-1.1:fp-bad')).toMatchObject({ outcome: 'ignored', firingId: idOf('bad') });
    expect(detected).toEqual(['c-good']);
  });

  it('D08 leave what an upload holds for later, and do not wait for ever', async () => {
    const { firingsOf: made, rowsNow } = firingsOf({ rows: [rowOf('a'), rowOf('b')], held: ['fp-a'] });
    expect(await made.decide(batch, carrying, true)).toMatchObject({ held: 1, imported: 1 });
    expect(rowsNow.get('d-1.1:fp-a')).toMatchObject({ outcome: 'pending' });
    expect(await made.decide(batch, carrying, false)).toMatchObject({ held: 0, imported: 1 });
  });

  it('know what others have stored before and while it was decided; no firing is left of it', async () => {
    const {
      firingsOf: made,
      rowsNow,
      firings,
    } = firingsOf({
      rows: [rowOf('before'), rowOf('while')],
      stored: new Map([['fp-before', 'c-other']]),
      duplicates: ['while'],
    });
    expect(await made.decide(batch, carrying, true)).toMatchObject({ known: 2, imported: 0 });
    expect(rowsNow.get('d-1.1:fp-before')).toMatchObject({ outcome: 'known', certificateUuid: 'c-other' });
    expect([...firings.keys()]).toEqual([]);
  });

  it('come to the same when they are made again, and find effects that nobody has started', async () => {
    const triggers = [triggerOf(event, 'action', null, [tell])];
    const { firingsOf: made, firings, rowsNow } = firingsOf({ rows: [rowOf('a')], triggers });
    const first = await made.decide(batch, carrying, true);
    rowsNow.set('d-1.1:fp-a', rowOf('a'));
    expect(await made.decide(batch, carrying, true)).toEqual(first);
    expect(firings.size).toBe(1);
    expect(await made.decide(batch, carrying, true)).toMatchObject({ imported: 0, firingsWithEffects: [idOf('a')] });
  });

  it('fire no second time for what an earlier run ignored and this one ignores, too', async () => {
    const triggers = [triggerOf(event, 'ignore', leaf('COMMON_NAME', 'EQUALS', 'bad'))];
    const { firingsOf: made, firings, rowsNow } = firingsOf({ rows: [rowOf('bad')], triggers });
    await made.decide(batch, { workflowId: `firing:${event}:d-1.0.y`, runId: 'r' }, true);
    firings.set(idOf('bad'), { ...firings.get(idOf('bad'))!, workflowId: `firing:${event}:d-1.0.y` });
    rowsNow.set('d-1.1:fp-bad', rowOf('bad'));
    expect(await made.decide(batch, carrying, true)).toMatchObject({ ignored: 1 });
    expect([...firings.keys()]).toEqual([idOf('bad')]);
    expect(rowsNow.get('d-1.1:fp-bad')).toMatchObject({ outcome: 'ignored', firingId: idOf('bad') });
  });

  it('fire again in a later run once nothing ignores it', async () => {
    const { firingsOf: made, firings } = firingsOf({ rows: [rowOf('bad')] });
    const before = { _id: idOf('bad'), workflowId: `firing:${event}:d-1.0.y`, snapshotId: null, status: 'finished' };
    firings.set(idOf('bad'), before as never);
    expect(await made.decide(batch, carrying, true)).toMatchObject({ imported: 1 });
    expect(firings.has(idOf('bad', '/1'))).toBe(true);
  });

  it('fail for a row that cannot be read, and for no other', async () => {
    const { firingsOf: made, rowsNow, discovery } = firingsOf({ rows: [rowOf('a')] });
    const broken = rowOf('broken', { der: new mongo.Binary(Buffer.from('x')) });
    discovery.memory.rows.set(broken._id, { ...broken, places: null as never });
    expect(await made.decide(batch, carrying, true)).toMatchObject({ imported: 1, failed: 1 });
    expect(rowsNow.get(broken._id)).toMatchObject({ outcome: 'failed', code: 'internal' });
  });
});
