import { startKeys } from '../../domain/builder/start-keys';
import type { CollectionChange, Member } from '../../domain/collections/change';
import { createBackfills } from './backfill';
import type { CollectionScan } from '../../store/collections/scans';
import type { Watcher } from './collection-consumer';
import { instanceIdOf } from './starter';

const watcher = {
  ...{ uuid: 'd', name: 'D', type: 'certificate_entered_collection', enabled: true, publishedVersion: 1 },
  ...{ keys: [{ kind: 'collection', uuid: 'c' }], changedAt: new Date(0), startedBy: 'type' },
} as Watcher;

const looks: Readonly<Record<string, Date>> = {
  c: new Date('2030-01-02T00:00:00Z'),
  b: new Date('2030-01-01T00:00:00Z'),
};
const asOf = looks['c']!;

function scene() {
  const started: unknown[] = [];
  const known = new Set<string>();
  const since = new Date(0);
  const upTo = (first: number, last: number) =>
    Array.from({ length: Math.max(0, last - first) }, (_, index) => first + 1 + index);
  const backfill = createBackfills({
    changes: {
      seqBefore: async () => 4,
      countBehind: async (_c, seq) => 10 - seq,
      behind: async (_c, seq, limit) =>
        upTo(seq, 10)
          .slice(0, limit)
          .map((number) => ({ seq: number, at: since, change: 'entered' }) as CollectionChange),
    },
    membership: {
      count: async () => 30,
      page: async (_c, after, limit) =>
        upTo(Number(after ?? 0), 30)
          .slice(0, limit)
          .map((number) => ({ certificateId: String(number), since }) as Member),
    },
    instances: { among: async (uuids) => new Set(uuids.filter((uuid) => known.has(uuid))) },
    scans: { find: async (one) => (looks[one] === undefined ? null : ({ asOf: looks[one] } as CollectionScan)) },
    start: async ({ backfill: asked }) => void started.push(asked),
    newId: () => 'r',
  });
  const handle = (...members: number[]) =>
    members.forEach((one) => known.add(instanceIdOf(startKeys.member('d', 'c', String(one), since))));
  return { started, backfill, handle };
}

it('shows the count first, and handles no more than it is told', async () => {
  const { started, backfill } = scene();
  expect(await backfill(watcher, { from: null, max: 5, dryRun: true })).toEqual({ count: 30, handled: 0, asOf });
  expect(started).toEqual([]);
  expect(await backfill(watcher, { from: null, max: 5, dryRun: false })).toEqual({ count: 30, handled: 5, asOf });
  const from = new Date('2030-01-01T00:00:00Z');
  expect(await backfill(watcher, { from, max: 50, dryRun: false })).toEqual({ count: 6, handled: 6, asOf });
  expect(started).toEqual([
    { from: null, left: 5, behind: null },
    { from: from.toISOString(), left: 6, behind: null },
  ]);
});

it('counts what it has handled before no more, and gets behind it', async () => {
  const { started, backfill, handle } = scene();
  handle(1, 2, 3, 5);
  const asked = { from: null, max: 2, dryRun: false };
  expect(await backfill(watcher, asked)).toEqual({ count: 30, handled: 2, asOf });
  // Four and six have no instance: six are gone through for them.
  expect(started).toEqual([{ from: null, left: 6, behind: null }]);
  handle(...Array.from({ length: 30 }, (_, index) => index + 1));
  expect(await backfill(watcher, asked)).toEqual({ count: 30, handled: 0, asOf });
  expect(started).toHaveLength(1);
});

it.each([
  [['c', 'b'], looks['b']],
  [['c', 'new'], null],
])('of the collections %j says the oldest last look', async (collections, expected) => {
  const keys = collections.map((uuid) => ({ kind: 'collection' as const, uuid }));
  const { asOf: said } = await scene().backfill({ ...watcher, keys }, { from: null, max: 1, dryRun: true });
  expect(said).toEqual(expected);
});

it('refuses what cannot be', async () => {
  const { backfill } = scene();
  const asked = { from: null, max: 1, dryRun: false };
  const left = { ...watcher, type: 'certificate_left_collection' } as const;
  for (const wrong of [{ ...watcher, enabled: false }, { ...watcher, keys: [] }, left]) {
    await expect(backfill(wrong, asked)).rejects.toMatchObject({ code: 'invalid_state' });
  }
});
