import { deliveryOf, start } from '../../../test/support/builders';
import type { Delivery } from '../../domain/notifications/delivery';
import type { IncidentDelivery } from '../../domain/notifications/incidents';
import { createIncidents } from './incidents';

const trigger = (id: string, status: Delivery['status']): IncidentDelivery => ({
  ...deliveryOf(id, { channel: 'pagerDuty', status, ...(status === 'sending' ? { leaseUntil: later } : {}) }),
  incident: { action: 'trigger', certificate: 'c1', cycle: 1, key: `key ${id}` },
});
const later = new Date(start.getTime() + 30_000);

async function ended(rows: readonly IncidentDelivery[]) {
  const stored = [...rows];
  const cancelled: string[] = [];
  const started: string[] = [];
  const incidents = createIncidents({
    deliveries: {
      findIncidents: async () => [...stored],
      insertMissing: async (added) => {
        for (const row of added as IncidentDelivery[]) if (!stored.some(({ id }) => id === row.id)) stored.push(row);
      },
      cancel: async (ids, from) => {
        stored.forEach((row, index) => {
          if (!ids.includes(row.id) || !from.includes(row.status)) return;
          cancelled.push(row.id);
          stored[index] = { ...row, status: 'cancelled' };
        });
      },
    },
    start: async ({ id }) => void started.push(id),
    now: () => start,
    pace: { giveUpMs: 60_000 },
  });
  const found = await incidents.end('c1', 1);
  return { found, cancelled, started, resolves: stored.slice(rows.length), incidents };
}

describe('the end of a cycle', () => {
  it('without incidents does nothing', async () => {
    expect(await ended([])).toMatchObject({ found: false, cancelled: [], started: [] });
  });

  it.each<{ name: string; status: Delivery['status']; cancelled: number; resolves: number; notBefore: Date | null }>([
    { name: 'was accepted is resolved', status: 'delivered', cancelled: 0, resolves: 1, notBefore: start },
    { name: 'has not set out is stopped', status: 'queued', cancelled: 1, resolves: 0, notBefore: null },
    {
      name: 'is on its way is resolved once it arrived',
      status: 'sending',
      cancelled: 1,
      resolves: 1,
      notBefore: later,
    },
  ])('a trigger that $name', async ({ status, cancelled, resolves, notBefore }) => {
    const world = await ended([trigger('d1', status)]);
    expect(world.cancelled).toHaveLength(cancelled);
    expect(world.resolves).toHaveLength(resolves);
    expect(world.started).toEqual(world.resolves.map(({ id }) => id));
    const [resolve] = world.resolves;
    expect(resolve?.nextAttemptAt ?? null).toEqual(notBefore);
    if (resolve === undefined) return;
    expect(resolve).toMatchObject({ incident: { action: 'resolve', key: 'key d1', answers: 'd1' } });
    // It tells no more than which certificate it is about.
    expect(resolve.message?.envelope).toMatchObject({ objectUuid: 'c1', data: { subjectDn: null } });
  });

  it('again starts what is open and adds nothing', async () => {
    const world = await ended([trigger('d1', 'delivered')]);
    await world.incidents.end('c1', 1);
    expect(new Set(world.started).size).toBe(1);
    expect(world.started).toHaveLength(2);
  });
});
