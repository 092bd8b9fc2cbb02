import { certificateNamed, discoveriesInMemory, discoveryOf, now, runOf } from '../../../test/support/discoveries';
import type { DiscoveredBatch } from '../../temporal/messages/discoveries';
import { createDiscoveryIntake } from './intake';

function intakeOf(stored: ReadonlyMap<string, string> = new Map()) {
  const { memory, rowStore, gapStore } = discoveriesInMemory();
  const batches: [DiscoveredBatch, number][] = [];
  const told: string[] = [];
  let ids = 0;
  const takeIn = createDiscoveryIntake({
    rows: rowStore,
    gaps: gapStore,
    certificates: { findByFingerprints: async () => new Map(stored) },
    parsed: { put: () => undefined },
    sightings: { tell: async (_name, rows) => void told.push(...rows.map(({ certificateUuid }) => certificateUuid)) },
    startBatch: async (batch, size) => void batches.push([batch, size]),
    newId: () => `id-${(ids += 1)}`,
    now: () => now,
  });
  return {
    memory,
    batches,
    told,
    takeIn: (piece: Parameters<typeof takeIn>[2]) => takeIn(discoveryOf(), runOf(), piece),
  };
}

describe('the intake of a discovery', () => {
  it('has one row for a certificate with all its places, and starts one batch', async () => {
    const { der, fingerprint } = certificateNamed('a');
    const { takeIn, memory, batches } = intakeOf();
    const found = [
      { der, place: { host: 'h1' } },
      { der, place: { host: 'h2' } },
      { der, place: { host: 'h1' } },
    ];
    expect(await takeIn({ found, gaps: [] })).toEqual({ fresh: 1, repeated: 0, gaps: 0 });
    const row = memory.rows.get(`d-1.1:${fingerprint}`)!;
    expect(row).toMatchObject({ commonName: 'a', outcome: 'pending', places: [{ host: 'h1' }, { host: 'h2' }] });
    expect(batches).toEqual([[{ batchId: row.batch, runId: 'd-1.1' }, 1]]);
    expect(await takeIn({ found: [{ der, place: { host: 'h3' } }], gaps: [] })).toMatchObject({
      fresh: 0,
      repeated: 1,
    });
    expect(memory.rows.get(row._id)!.places).toHaveLength(3);
    expect(batches).toHaveLength(1);
  });

  it('decides nothing about what the inventory has, and tells it its places', async () => {
    const { der, fingerprint } = certificateNamed('known');
    const { takeIn, memory, batches, told } = intakeOf(new Map([[fingerprint, 'c-known']]));
    await takeIn({ found: [{ der, place: { host: 'h' } }], gaps: [] });
    expect(memory.rows.get(`d-1.1:${fingerprint}`)).toMatchObject({ outcome: 'known', certificateUuid: 'c-known' });
    expect([batches, told]).toEqual([[], ['c-known']]);
  });

  it('makes a gap of what is no certificate and takes the rest', async () => {
    const { takeIn, memory } = intakeOf();
    const found = [
      { der: Buffer.from('300100', 'hex'), place: { host: 'bad' } },
      { der: certificateNamed('good').der, place: {} },
    ];
    const gaps = [{ kind: 'timeout', place: 'h:1', detail: '' }];
    expect(await takeIn({ found, gaps })).toEqual({ fresh: 1, repeated: 0, gaps: 2 });
    expect(memory.gaps.map(({ kind, place }) => [kind, place])).toEqual([
      ['timeout', 'h:1'],
      ['unreadable_certificate', 'bad'],
    ]);
  });

  it('cuts batches of a hundred', async () => {
    const { takeIn, batches } = intakeOf();
    const found = Array.from({ length: 130 }, (_, index) => ({ der: certificateNamed(`n${index}`).der, place: {} }));
    await takeIn({ found, gaps: [] });
    expect(batches.map(([, size]) => size)).toEqual([100, 30]);
    expect(new Set(batches.map(([{ batchId }]) => batchId)).size).toBe(2);
  });
});
