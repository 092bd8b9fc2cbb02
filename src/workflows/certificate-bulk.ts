import {
  CancellationScope,
  ContinueAsNew,
  continueAsNew,
  isCancellation,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { BulkActivities } from '../activities/certificate-bulk';
import { bulkInWords, type BulkState, type BulkSummary } from '../temporal/messages/bulk';
import { sayInWords } from './in-words';

/** A stretch is some seconds of work and a handful of events: a run stays far below 2,000 events. */
const stretchesPerRun = 50;

const retry = { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' } as const;
const short = proxyActivities<BulkActivities>({ startToCloseTimeout: '30s', retry });
const long = proxyActivities<BulkActivities>({
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '24h',
  heartbeatTimeout: '30s',
  retry,
});

/** One bulk change: stretch after stretch through its certificates, in runs that follow each other. */
export async function certificateBulk(given: BulkState): Promise<BulkSummary | null> {
  const { bulkId } = given;
  let state = given;
  try {
    if (!(await short.beginBulk(bulkId))) return null;
    for (let stretches = 0; ; stretches += 1) {
      if (stretches >= stretchesPerRun || workflowInfo().continueAsNewSuggested) {
        await continueAsNew<typeof certificateBulk>(state);
      }
      const step = await long.bulkStretch(state);
      state = step.state;
      if (step.end === null) continue;
      const summary = await short.endBulk(bulkId, step.end.status, step.end.message);
      sayInWords(bulkInWords(summary));
      return summary;
    }
  } catch (error) {
    if (!(error instanceof ContinueAsNew)) {
      const isCancelled = isCancellation(error);
      const message = isCancelled ? null : 'A step failed for good; see the run.';
      await CancellationScope.nonCancellable(() =>
        short.endBulk(bulkId, isCancelled ? 'cancelled' : 'failed', message),
      );
    }
    throw error;
  }
}
