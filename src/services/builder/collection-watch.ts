import { CertloomError } from '../../domain/problem';
import type { CollectionCursor, CollectionCursorStore } from '../../store/builder/collection-cursors';
import type { CollectionChangeStore } from '../../store/collections/changes';
import type { CollectionScanStore } from '../../store/collections/scans';
import { watchedChange, watchedCollections, type Watcher } from './collection-consumer';

export interface CollectionWatchDeps {
  /** Definitions that have been published and look at collections, disabled ones too. */
  readonly watchers: () => Promise<readonly Watcher[]>;
  readonly cursors: CollectionCursorStore;
  readonly changes: Pick<CollectionChangeStore, 'lastSeq' | 'seqBefore' | 'countBehind' | 'removeRead'>;
  readonly scans: Pick<CollectionScanStore, 'all'>;
  /** Starts what reads the changes for a definition; one that is at it goes on. */
  readonly consume: (definition: string, collection: string) => Promise<void>;
}

/** What all have read is kept for so long. */
const keptMs = 30 * 86_400_000;

const keyOf = ({ definition, collection }: Omit<CollectionCursor, 'seq'>) => `${definition}:${collection}`;

/** Which definitions watch which collections, and how far each has read. Any number of processes may do it. */
export function createCollectionWatch({ watchers, cursors, changes, scans, consume }: CollectionWatchDeps) {
  const pairsOf = (all: readonly Watcher[]) =>
    all.flatMap((watcher) => watchedCollections(watcher).map((collection) => ({ watcher, collection })));

  /** A new definition begins at what was the end when it was made: what came before is for a back-fill. */
  async function begin({ uuid: definition, changedAt }: Watcher, collection: string): Promise<CollectionCursor> {
    await cursors.add({ definition, collection, seq: await changes.seqBefore(collection, changedAt) });
    return (await cursors.find(definition, collection)) ?? { definition, collection, seq: 0 };
  }

  async function waitingOf(watcher: Watcher): Promise<number> {
    const change = watchedChange(watcher);
    if (change === null) return 0;
    let waiting = 0;
    for (const collection of watchedCollections(watcher)) {
      const cursor = await cursors.find(watcher.uuid, collection);
      if (cursor !== null) waiting += await changes.countBehind(collection, cursor.seq, change);
    }
    return waiting;
  }

  return {
    /** uuids of collections that somebody watches. */
    watched: async (): Promise<ReadonlySet<string>> => new Set((await watchers()).flatMap(watchedCollections)),

    /** Starts readers where there is something to read; gives definitions that are new a cursor. */
    async round(): Promise<void> {
      const pairs = pairsOf(await watchers());
      if (pairs.length === 0) return;
      const known = new Map((await cursors.all()).map((cursor) => [keyOf(cursor), cursor]));
      const settled = new Map((await scans.all()).map((scan) => [scan.collectionId, scan.settledSeq]));
      for (const { watcher, collection } of pairs) {
        const cursor = known.get(keyOf({ definition: watcher.uuid, collection })) ?? (await begin(watcher, collection));
        const isDue = watcher.enabled && watcher.publishedVersion !== null;
        if (isDue && cursor.seq < (settled.get(collection) ?? 0)) await consume(watcher.uuid, collection);
      }
    },

    /** Changes that wait for a definition. */
    waitingOf,

    /**
     * Asked when a definition is enabled: what waits is handled, or passed over.
     * @param catchUp null: nobody has said. Throws `catch_up_undecided` then, where something waits
     */
    async enable(watcher: Watcher, catchUp: boolean | null): Promise<void> {
      const waiting = await waitingOf(watcher);
      if (waiting === 0 || catchUp === true) return;
      if (catchUp === null) {
        throw new CertloomError(
          'catch_up_undecided',
          `${waiting} changes wait for the definition. Say with catchUp whether they are handled (true) or passed over (false).`,
        );
      }
      for (const collection of watchedCollections(watcher)) {
        await cursors.move({ definition: watcher.uuid, collection, seq: await changes.lastSeq(collection) });
      }
    },

    /** Lets go what all have read for long, and cursors of who watches no more. */
    async tidy(now: Date): Promise<void> {
      const pairs = pairsOf(await watchers());
      const wanted = new Set(pairs.map(({ watcher, collection }) => keyOf({ definition: watcher.uuid, collection })));
      const present = await cursors.all();
      for (const cursor of present) {
        if (!wanted.has(keyOf(cursor))) await cursors.remove(cursor.definition, cursor.collection);
      }
      const left = present.filter((cursor) => wanted.has(keyOf(cursor)));
      for (const { collectionId, settledSeq } of await scans.all()) {
        const passed = left.filter(({ collection }) => collection === collectionId).map(({ seq }) => seq);
        await changes.removeRead(collectionId, Math.min(settledSeq, ...passed), new Date(now.getTime() - keptMs));
      }
    },
  };
}

export type CollectionWatch = ReturnType<typeof createCollectionWatch>;
