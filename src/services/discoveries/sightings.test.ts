import { now, rowOf } from '../../../test/support/discoveries';
import type { DiscoveryRowDocument } from '../../store/discoveries/rows';
import type { SeenCertificate } from '../../store/discoveries/sightings';
import { createSightings } from './sightings';

/** @param conflicts so many writes are lost because somebody else was faster */
function sightingsOf(rows: DiscoveryRowDocument[], conflicts = 0) {
  const stored = new Map<string, SeenCertificate>([['c-a', { uuid: 'c-a', revision: 1, metadata: [] }]]);
  let left = conflicts;
  let writes = 0;
  const sightings = createSightings({
    sightings: {
      load: async (uuids) => uuids.flatMap((uuid) => stored.get(uuid) ?? []),
      async write(changed) {
        writes += 1;
        if ((left -= 1) >= 0) return;
        for (const one of changed) stored.set(one.uuid, { ...one, revision: one.revision + 1 });
      },
    },
    rows: {
      dirty: async () => rows.filter(({ dirty }) => dirty),
      clean: async (seen) => {
        for (const { _id } of seen) {
          const index = rows.findIndex((row) => row._id === _id);
          rows[index] = { ...rows[index]!, dirty: false };
        }
      },
    },
    now: () => now,
  });
  return { sightings, stored, writes: () => writes, rows };
}

describe('sightings', () => {
  it('tell certificates where they were seen; twice changes nothing, and who is gone is left out', async () => {
    const { sightings, stored, writes } = sightingsOf([]);
    const seen = [rowOf('a'), rowOf('a', { places: [{ host: 'b', port: 1 }] }), rowOf('gone')];
    await sightings.tell('nightly', seen);
    await sightings.tell('nightly', seen);
    expect(stored.get('c-a')!.metadata).toContainEqual({ name: 'host', contentType: 'string', data: ['a', 'b'] });
    expect([stored.get('c-a')!.revision, writes()]).toEqual([2, 1]);
  });

  it('look again when somebody else has changed the certificate', async () => {
    const { sightings, stored } = sightingsOf([], 2);
    await sightings.tell('nightly', [rowOf('a')]);
    expect(stored.get('c-a')!.metadata).toContainEqual({ name: 'host', contentType: 'string', data: ['a'] });
  });

  it('sweep what rows have that certificates do not know, and end', async () => {
    const { sightings, stored, rows } = sightingsOf([rowOf('a', { dirty: true, outcome: 'known' })]);
    await sightings.sweep('nightly', 'd-1.1');
    expect(stored.get('c-a')!.revision).toBe(2);
    expect(rows[0]!.dirty).toBe(false);
  });
});
