import { digestItemOf, start } from '../../../test/support/builders';
import type { DigestItem } from '../../domain/notifications/digest-item';
import { createDigestItems, digestFiringId, digestsOf } from './digest-items';

/** Items that digests have taken, and what is written of these. */
function itemWorld(items: DigestItem[], written: ReadonlyMap<string, string[]> = new Map()) {
  const set = (ids: readonly string[], from: DigestItem['state'], change: Partial<DigestItem>) => {
    let count = 0;
    items.forEach((item, index) => {
      if (!ids.includes(item.id) || item.state !== from) return;
      items[index] = { ...item, ...change };
      count += 1;
    });
    return count;
  };
  const taken = () => items.filter(({ state }) => state === 'taken');
  const keeper = createDigestItems({
    items: {
      taken: async () => taken().map((item) => ({ ...item, deliveryId: item.deliveryId ?? '' })),
      takenBy: async (ids) =>
        new Map(
          ids.map((id) => [
            id,
            taken()
              .filter((item) => item.deliveryId === id)
              .map((item) => item.id),
          ]),
        ),
      takeItems: async (ids, { deliveryId, digest, at }) =>
        set(ids, 'waiting', { state: 'taken', deliveryId, digest, takenAt: at }),
      confirmItems: async (ids) => void set(ids, 'taken', { state: 'sent' }),
      release: async (ids) => void set(ids, 'taken', { state: 'waiting', deliveryId: null }),
    },
    deliveries: { digestItems: async (ids) => new Map([...written].filter(([id]) => ids.includes(id))) },
    now: () => start,
  });
  return { ...keeper, states: () => items.map(({ id, state }) => `${id} ${state}`) };
}

const hour = 3_600_000;
const takenAgo = (id: string, ms: number, change: Partial<DigestItem> = {}) =>
  digestItemOf(id, {
    state: 'taken',
    deliveryId: 'd',
    digest: 'other',
    takenAt: new Date(start.getTime() - ms),
    ...change,
  });

describe('digestsOf', () => {
  it('makes one of each group, in the order of its items', () => {
    const bob = { recipient: { kind: 'address', value: 'bob@example.com' }, group: 'bob' } as const;
    const digests = digestsOf([digestItemOf('a'), digestItemOf('b', bob), digestItemOf('c')], 'scan');
    expect(digests.map((digest) => digest.items.map(({ id }) => id))).toEqual([['a', 'c'], ['b']]);
    expect(new Set(digests.map(({ deliveryId }) => deliveryId)).size).toBe(2);
    expect(digests[0]!.digest).toBe(digestFiringId('scan'));
  });
});

describe('items of digests', () => {
  it('stay with a digest whose row clashes and cannot be read yet', async () => {
    const items = ['a', 'b'].map((id) => digestItemOf(id, { state: 'taken', deliveryId: 'd', takenAt: start }));
    const unread = itemWorld([...items]);
    await unread.keepWritten(['d']);
    expect(unread.states()).toEqual(['a taken', 'b taken']);
    const read = itemWorld([...items], new Map([['d', ['a']]]));
    await read.keepWritten(['d']);
    expect(read.states()).toEqual(['a sent', 'b waiting']);
  });

  it('go to one writer: a digest keeps what it got, an empty one is left out', async () => {
    const items = [digestItemOf('a'), digestItemOf('b', { state: 'taken', deliveryId: 'other' })];
    const { takeFor } = itemWorld(items);
    const [digest] = digestsOf(items, 'scan');
    const [got] = await takeFor([digest!]);
    expect(got!.items.map(({ id }) => id)).toEqual(['a']);
    expect(await takeFor([{ ...digest!, deliveryId: 'late' }])).toEqual([]);
  });

  it.each([
    { name: 'of this scan, which may be at work', item: takenAgo('a', 0, { digest: 'mine' }), states: ['a taken'] },
    { name: 'of another that may be at work', item: takenAgo('a', hour - 1), states: ['a taken'] },
    { name: 'of a lost one', item: takenAgo('a', hour + 1), states: ['a waiting'] },
  ])('when their digest, one $name, was not written', async ({ item, states }) => {
    const world = itemWorld([item]);
    await world.recover('mine');
    expect(world.states()).toEqual(states);
  });

  it.each([
    { name: 'in it', written: ['a'], states: ['a sent'] },
    { name: 'not in it', written: ['b'], states: ['a waiting'] },
  ])('of this scan, whose digest was written, $name', async ({ written, states }) => {
    const world = itemWorld([takenAgo('a', 0, { digest: 'mine' })], new Map([['d', written]]));
    await world.recover('mine');
    expect(world.states()).toEqual(states);
  });

  it('that an earlier attempt has taken belong to the digest that is tried again', async () => {
    const items = [digestItemOf('a'), digestItemOf('b', { state: 'taken', deliveryId: 'd', digest: 'mine' })];
    const { takeFor } = itemWorld(items);
    const [digest] = digestsOf(items, 'scan');
    const [got] = await takeFor([{ ...digest!, deliveryId: 'd' }]);
    expect(got!.items.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('stay with a digest that was written with them', async () => {
    const items = [takenAgo('in', 0), takenAgo('out', 0)];
    const world = itemWorld(items, new Map([['d', ['in']]]));
    await world.keepWritten(['d']);
    expect(world.states()).toEqual(['in sent', 'out waiting']);
  });
});
