import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { ConsumerActivities } from '../activities/collections';
import type { ConsumerState, ConsumerStep } from '../temporal/messages/collections';
import { sayInWords } from './in-words';

/** A stretch is some seconds of work and a handful of events. */
const stretchesPerRun = 50;

const { consumeStretch } = proxyActivities<ConsumerActivities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Shows a definition what has entered or left a collection: stretch after stretch, in runs that follow each other. */
export async function collectionConsumer(given: ConsumerState): Promise<void> {
  let state = given;
  for (let stretches = 0; ; stretches += 1) {
    if (stretches >= stretchesPerRun) await continueAsNew<typeof collectionConsumer>(state);
    const step: ConsumerStep = await consumeStretch(state);
    state = step.state;
    if (step.isDone) break;
  }
  sayInWords('changes of a collection, all read');
}
