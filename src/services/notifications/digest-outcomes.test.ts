import { deliveryOf, workOf } from '../../../test/support/builders';
import type { Delivery } from '../../domain/notifications/delivery';
import type { TakenItem } from '../../store/notifications/digest-items';
import { createDigestOutcomes } from './digest-outcomes';

const item = (id: string, state: TakenItem['state'], change: Partial<TakenItem> = {}): TakenItem => ({
  ...{ id, firingId: `f-${id}`, state, deliveryId: 'd', digest: 'scan', takenAt: null },
  ...change,
});

async function told(items: TakenItem[], digest: Delivery | undefined, running: readonly string[] = []) {
  const marks: string[] = [];
  const refreshed: string[] = [];
  const reopened: string[] = [];
  const outcomes = createDigestOutcomes({
    items: {
      untold: async (_digest, state, bucket) =>
        items.filter((one) => one.state === state && (bucket === null || one.firingId.startsWith(bucket))),
      cancelled: async () => items.filter(({ state }) => state === 'cancelled'),
      markTold: async (ids, state) => void marks.push(...ids.map((id) => `${id} ${state}`)),
      reopen: async (ids) => void reopened.push(...ids),
    },
    deliveries: { findProgress: async () => (digest === undefined ? [] : [digest]) },
  });
  const refresh = async (firingIds: readonly string[]) => {
    refreshed.push(...firingIds);
    return new Set(running);
  };
  const work = workOf();
  await outcomes.tellFirings('scan', ['d'], refresh, work);
  return { marks, refreshed, reopened, beats: work.beats.length };
}

describe('what became of a digest', () => {
  it.each([
    { name: 'failing', state: 'sent' as const, digest: deliveryOf('d', { attemptCount: 1 }), marks: ['a failing'] },
    { name: 'failing still', state: 'failing' as const, digest: deliveryOf('d', { attemptCount: 2 }), marks: [] },
    { name: 'untried', state: 'sent' as const, digest: deliveryOf('d'), marks: [] },
    { name: 'delivered', state: 'sent' as const, digest: deliveryOf('d', { status: 'delivered' }), marks: ['a done'] },
    { name: 'no longer kept', state: 'failing' as const, digest: undefined, marks: ['a done'] },
    { name: 'left', state: 'cancelled' as const, digest: deliveryOf('d'), marks: ['a dropped'] },
  ])('$name', async ({ state, digest, marks }) => {
    const world = await told([item('a', state)], digest);
    expect(world.marks).toEqual(marks);
    expect(world.refreshed).toEqual(marks.length === 0 ? [] : ['f-a']);
    expect(world.reopened).toEqual(['d']);
  });

  it('is told later to a firing whose effects are still being started', async () => {
    const delivered = deliveryOf('d', { status: 'delivered' });
    expect((await told([item('a', 'sent'), item('b', 'sent')], delivered, ['f-b'])).marks).toEqual(['a done']);
  });

  it('is told in parts when it concerns very many firings', async () => {
    const items = Array.from({ length: 1_200 }, (_, index) =>
      item(`i${index}`, 'sent', { firingId: `${(index % 256).toString(16).padStart(2, '0')}-${index}` }),
    );
    const world = await told(items, deliveryOf('d', { status: 'delivered' }));
    expect(new Set(world.marks).size).toBe(1_200);
    expect(world.beats).toBeGreaterThan(256);
  });
});
