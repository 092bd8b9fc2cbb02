import type { CollectionCursor } from '../../store/builder/collection-cursors';
import type { Watcher } from './collection-consumer';
import { createCollectionWatch } from './collection-watch';

const watcher = {
  ...{ uuid: 'd', name: 'D', type: 'certificate_entered_collection', enabled: true, publishedVersion: 1 },
  ...{ keys: [{ kind: 'collection', uuid: 'c' }], changedAt: new Date(0), startedBy: 'type' },
} as Watcher;

function scene(watchers: Watcher[] = [watcher]) {
  const rows = new Map<string, CollectionCursor>();
  const consumed: string[] = [];
  const removed: unknown[] = [];
  const key = (definition: string, collection: string) => `${definition}:${collection}`;
  const watch = createCollectionWatch({
    watchers: async () => watchers,
    cursors: {
      find: async (definition, collection) => rows.get(key(definition, collection)) ?? null,
      all: async () => [...rows.values()],
      add: async (one) =>
        void (rows.has(key(one.definition, one.collection)) || rows.set(key(one.definition, one.collection), one)),
      move: async (one) => void rows.set(key(one.definition, one.collection), one),
      remove: async (definition, collection) => void rows.delete(key(definition, collection)),
    },
    changes: {
      lastSeq: async () => 9,
      seqBefore: async () => 4,
      countBehind: async (_c, seq) => 9 - seq,
      removeRead: async (_c, upTo) => void removed.push(upTo),
    },
    scans: { all: async () => [{ collectionId: 'c', settledSeq: 9 }] as never },
    consume: async (definition, collection) => void consumed.push(key(definition, collection)),
  });
  return { watch, rows, consumed, removed, watchers };
}

it('gives a new definition a cursor at the end of then, and starts its reader where there is more', async () => {
  const { watch, rows, consumed } = scene();
  await watch.round();
  expect([rows.get('d:c')?.seq, consumed]).toEqual([4, ['d:c']]);
  expect(await watch.watched()).toEqual(new Set(['c']));
});

it('keeps the cursor of a disabled one, and asks what becomes of what waits', async () => {
  const disabled = { ...watcher, enabled: false };
  const { watch, rows, consumed, removed } = scene([disabled]);
  await watch.round();
  expect([consumed, await watch.waitingOf(disabled)]).toEqual([[], 5]);
  await watch.tidy(new Date());
  expect(removed).toEqual([4]);
  await expect(watch.enable(disabled, null)).rejects.toMatchObject({ code: 'catch_up_undecided' });
  await watch.enable(disabled, true);
  expect(rows.get('d:c')?.seq).toBe(4);
  await watch.enable(disabled, false);
  expect(rows.get('d:c')?.seq).toBe(9);
});

it('lets go cursors of who watches no more', async () => {
  const { watch, rows, watchers } = scene();
  await watch.round();
  watchers.length = 0;
  await watch.tidy(new Date());
  expect(rows.size).toBe(0);
});
