import type { CollectionScans } from '../services/collections/scan';
import type { CollectionConsumer } from '../services/builder/collection-consumer';
import type {
  CollectionScanState,
  CollectionScanStep,
  ConsumerState,
  ConsumerStep,
} from '../temporal/messages/collections';
import { currentWork, lastProgress } from './current-work';
import { guardedBy } from './guarded';

/** Scans of collections as activities; a second attempt goes on where the first was. */
export function createCollectionActivities(scans: Pick<CollectionScans, 'begin' | 'stretch'>) {
  const guarded = guardedBy('a scan of a collection met a fault');
  return {
    beginCollectionScan: (collectionId: string): Promise<CollectionScanState | null> =>
      guarded(() => scans.begin(collectionId)),

    collectionScanStretch: (state: CollectionScanState): Promise<CollectionScanStep> =>
      guarded(() => scans.stretch(lastProgress(state), currentWork())),
  };
}

export type CollectionActivities = ReturnType<typeof createCollectionActivities>;

/** What shows definitions the changes of collections, as activities. */
export function createConsumerActivities(consumer: CollectionConsumer) {
  const guarded = guardedBy('changes of a collection could not be shown to a definition');
  return {
    consumeStretch: (state: ConsumerState): Promise<ConsumerStep> =>
      guarded(() => consumer.stretch(lastProgress(state), currentWork())),
  };
}

export type ConsumerActivities = ReturnType<typeof createConsumerActivities>;
