import {
  continueAsNew,
  ContinueAsNew,
  isCancellation,
  CancellationScope,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { ScanCounts } from '../domain/expiration/scan-counts';
import type { ExpirationScanActivities } from '../activities/expiration-scan';
import { scannedInWords, type ScanState } from '../temporal/messages/expiration';
import { siblingQueue } from '../temporal/queues';
import { sayInWords } from './in-words';

/** A stretch is some seconds of work and a handful of events: a run stays far below 2,000 events. */
const stretchesPerRun = 50;

function scanActivities(startToCloseTimeout: '30s' | '2m') {
  return proxyActivities<ExpirationScanActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', 'scan'),
    startToCloseTimeout,
    scheduleToCloseTimeout: '30m',
    ...(startToCloseTimeout === '2m' ? { heartbeatTimeout: '20s' } : {}),
    retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
}

/**
 * The hourly scan: stretch after stretch through what nears its end, in runs that follow each other. It waits for no
 * firing; the batches it starts are runs of their own.
 */
export async function expirationScan(given?: ScanState): Promise<ScanCounts> {
  const short = scanActivities('30s');
  const long = scanActivities('2m');
  let state = given ?? (await short.beginScan(workflowInfo().startTime.toISOString()));
  try {
    for (let stretches = 0; ; stretches += 1) {
      if (stretches >= stretchesPerRun || workflowInfo().continueAsNewSuggested) {
        await continueAsNew<typeof expirationScan>(state);
      }
      const step = await long.scanStretch(state);
      state = step.state;
      if (step.isDone) break;
    }
    await short.endScan(state);
    sayInWords(scannedInWords(state.counts));
    return state.counts;
  } catch (error) {
    const { scanId } = state;
    const message = isCancellation(error) ? 'cancelled' : 'a step failed for good; see the run';
    if (!(error instanceof ContinueAsNew))
      await CancellationScope.nonCancellable(() => short.failScan(scanId, message));
    throw error;
  }
}
