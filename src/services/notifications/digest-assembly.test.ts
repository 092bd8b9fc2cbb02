import { digestItemOf, issuerChangeOf, start, workOf } from '../../../test/support/builders';
import type { Delivery } from '../../domain/notifications/delivery';
import type { DigestItem } from '../../domain/notifications/digest-item';
import { createDigestAssembly } from './digest-assembly';

const message = { subject: 's', text: 't', html: null, envelope: {} as never, facts: {}, defaultTextUsed: false };
const from = { scanId: 'scan', bucket: 0, written: 0 };

function world(
  items: (DigestItem & { readonly group: string })[],
  change: { clock?: () => number; clash?: boolean } = {},
) {
  const rows: Delivery[] = [];
  const set = (ids: readonly string[], state: DigestItem['state'], more: Partial<DigestItem> = {}) =>
    items.forEach((item, index) => (items[index] = ids.includes(item.id) ? { ...item, ...more, state } : item));
  const inState = (state: DigestItem['state']) => items.filter((item) => item.state === state);
  const opened = new Map<string, string>();
  const digests = createDigestAssembly({
    items: {
      waiting: async (_digest, bucket, scope, limit) =>
        inState('waiting')
          .filter(({ following, createdAt }) =>
            'issuer' in scope
              ? following?.issuer.id === scope.issuer
              : following === undefined || createdAt < scope.leftBefore,
          )
          .filter(({ group }) => bucket === null || group.startsWith(bucket))
          .slice(0, limit),
      takeItems: async (ids, { deliveryId, digest }) => {
        set(ids, 'taken', { deliveryId, digest });
        return ids.length;
      },
      taken: async () => [],
      takenBy: async (ids) => new Map(ids.map((id) => [id, items.filter((i) => i.deliveryId === id).map((i) => i.id)])),
      confirmItems: async (ids) => set(ids, 'sent'),
      release: async (ids) => set(ids, 'waiting'),
      cancel: async (ids) => set(ids, 'cancelled'),
    },
    deliveries: {
      insertDigests: async (added) => {
        rows.push(...added);
        return new Set(change.clash === true ? added.keys() : []);
      },
      digestItems: async (ids) =>
        new Map(rows.filter(({ id }) => ids.includes(id)).map(({ id }) => [id, [items[0]!.id]])),
    },
    profiles: async () => [],
    isFollowed: async (id) => id === 'ca2',
    batches: { opened: async (batch, scan) => void opened.set(batch, scan), count: async () => opened.size },
    writer: {
      certificatesOf: async () => new Map(),
      write: async (digest) => {
        const gone = digest.items.filter(({ certificate }) => certificate === 'gone').map(({ id }) => id);
        const told = digest.items.map(({ id }) => id).filter((id) => !gone.includes(id));
        const written = { ...message, digest: { items: told } };
        return { message: told.length === 0 ? null : written, vanished: gone };
      },
    },
    now: () => start,
    steadyClock: change.clock ?? (() => 0),
    newPace: () => ({ rest: async () => undefined }),
  });
  return { digests, rows, states: () => items.map(({ id, state }) => `${id} ${state}`) };
}

describe('assembling digests', () => {
  it('writes one row for each group, without what has vanished and none that would be empty', async () => {
    const { digests, rows, states } = world([
      digestItemOf('a', { certificate: 'gone' }),
      digestItemOf('b'),
      digestItemOf('c', { certificate: 'gone', recipient: { kind: 'address', value: 'x' }, group: 'other' }),
    ]);
    const step = await digests.assembleStretch(from, workOf());
    expect(step).toMatchObject({ isDone: true, state: { written: 1 } });
    expect(rows).toMatchObject([{ event: 'certificate_expiring', firingId: step.firingId, status: 'queued' }]);
    expect(states()).toEqual(['a cancelled', 'b sent', 'c cancelled']);
  });

  it('keeps for the next digest what a faster writer has left out', async () => {
    const { digests, states } = world([digestItemOf('a'), digestItemOf('b')], { clash: true });
    await digests.assembleStretch(from, workOf());
    expect(states()).toEqual(['a sent', 'b waiting']);
  });

  it('works through many items list by list, and says after each how far it is', async () => {
    const items = Array.from({ length: 1_100 }, (_, index) => {
      const group = `${(index % 256).toString(16).padStart(2, '0')}x`;
      return digestItemOf(`i${index}`, { recipient: { kind: 'address', value: group }, group });
    });
    let clock = 0;
    const { digests, rows } = world(items, { clock: () => (clock += 200) });
    const work = workOf();
    const first = await digests.assembleStretch(from, work);
    expect(first.isDone).toBe(false);
    expect(work.beats.at(-1)).toEqual(first.state);
    let step = first;
    while (!step.isDone) step = await digests.assembleStretch(step.state, workOf());
    expect(rows).toHaveLength(256);
    expect(step.state).toMatchObject({ bucket: 256, written: 256 });
  });

  it('writes what follows from a CA by itself, and what its run has left with that of a scan', async () => {
    const issuer = issuerChangeOf('ca2');
    const following = { issuer, from: 'valid', to: 'invalid' } as const;
    const left = { ...following, issuer: { ...issuer, id: 'ca1' } };
    const nineHoursAgo = new Date(start.getTime() - 9 * 3_600_000);
    const items = () => [
      digestItemOf('a'),
      digestItemOf('b', { following, group: 'ann ca2', event: 'certificate_status_changed' }),
      digestItemOf('c', { following: left, group: 'ann ca1', createdAt: nineHoursAgo }),
    ];
    const scan = world(items());
    await scan.digests.assembleStretch(from, workOf());
    expect(scan.states()).toEqual(['a sent', 'b waiting', 'c sent']);
    expect(scan.rows.map(({ event }) => event)).toEqual(['certificate_expiring', 'certificate_status_changed']);
    const ca = world(items());
    await ca.digests.assembleStretch({ ...from, issuer: issuer.id }, workOf());
    expect(ca.states()).toEqual(['a waiting', 'b sent', 'c waiting']);
    expect(ca.rows).toMatchObject([{ event: 'certificate_status_changed', status: 'queued' }]);
    expect(await ca.digests.isFollowed('ca2')).toBe(true);
  });

  it('stops when it is called off', async () => {
    const { digests } = world([digestItemOf('a')]);
    const signal = AbortSignal.abort(new Error('shutdown'));
    await expect(digests.assembleStretch(from, workOf({ signal }))).rejects.toThrow('shutdown');
  });

  it('counts the batches that have opened their notices', async () => {
    const { digests } = world([]);
    await digests.noteBatch('b1', 'scan');
    await digests.noteBatch('b1', 'scan');
    expect(await digests.openedBatches('scan')).toBe(1);
  });
});
