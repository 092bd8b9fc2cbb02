import type { Collection } from '../../domain/collections/collection';
import type { CollectionScan } from '../../store/collections/scans';
import { createCollectionRounds } from './rounds';

it('starts what is tracked or watched, and lets go what no longer is', async () => {
  const seen: string[] = [];
  const round = createCollectionRounds({
    collections: {
      all: async () =>
        [
          { uuid: 'tracked', track: true },
          { uuid: 'watched', track: false },
          { uuid: 'neither', track: false },
        ] as Collection[],
    },
    watched: async () => new Set(['watched']),
    scans: { all: async () => [{ collectionId: 'neither' }, { collectionId: 'gone' }] as CollectionScan[] },
    mark: { read: async () => 1 },
    forget: async (id) => void seen.push(`forget ${id}`),
    start: async (id) => void seen.push(`start ${id}`),
    now: () => new Date(),
  });
  await round();
  expect(seen).toEqual(['start tracked', 'start watched', 'forget neither', 'forget gone']);
});
