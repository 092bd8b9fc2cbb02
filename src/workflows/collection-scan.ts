import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { CollectionActivities } from '../activities/collections';
import {
  collectionScanInWords,
  type CollectionScanCounts,
  type CollectionScanState,
  type CollectionScanStep,
} from '../temporal/messages/collections';
import { siblingQueue } from '../temporal/queues';
import { sayInWords } from './in-words';

/** A stretch is some seconds of work and a handful of events. */
const stretchesPerRun = 50;

/** One look at what is in a collection: stretch after stretch, in runs that follow each other. */
export async function collectionScan(
  collectionId: string,
  given?: CollectionScanState,
): Promise<CollectionScanCounts | null> {
  const activities = proxyActivities<CollectionActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', 'scan'),
    startToCloseTimeout: '2m',
    heartbeatTimeout: '30s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
  const begun = given ?? (await activities.beginCollectionScan(collectionId));
  if (begun === null) {
    sayInWords('scan of a collection, nothing to do');
    return null;
  }
  let state: CollectionScanState = begun;
  for (let stretches = 0; ; stretches += 1) {
    if (stretches >= stretchesPerRun) await continueAsNew<typeof collectionScan>(collectionId, state);
    const step: CollectionScanStep = await activities.collectionScanStretch(state);
    state = step.state;
    if (step.isDone) break;
  }
  sayInWords(collectionScanInWords(state.counts));
  return state.counts;
}
