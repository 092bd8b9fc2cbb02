import { proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { ExpirationDigestActivities } from '../activities/digests';
import {
  digestsInWords,
  digestSummary,
  issuerDigestSummary,
  type DigestRequest,
  type DigestState,
  type DigestSummary,
} from '../temporal/messages/expiration';
import { siblingQueue } from '../temporal/queues';
import { followDeliveries, orCancel } from './effects';
import { sayInWords } from './in-words';

/** A batch that has not opened its notices by then has them in the digest of the next scan. */
const longestWaitMs = 15 * 60_000;
const firstPauseMs = 500;
const longestPauseMs = 15_000;

/** Made inside a run, because only there the queue is known. */
export function digestActivities() {
  return proxyActivities<ExpirationDigestActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', 'scan'),
    startToCloseTimeout: '5m',
    heartbeatTimeout: '30s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
}

/**
 * The digests of one scan: waits until its batches have opened their notices, writes one message for each recipient,
 * and follows the ledger until all are sent or given up.
 */
export async function expirationDigest({ scanId, batches, issuer }: DigestRequest): Promise<DigestSummary> {
  const digest = digestActivities();
  const until = Date.now() + longestWaitMs;
  for (let pauseMs = firstPauseMs; batches > 0; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    if ((await digest.openedBatches(scanId)) >= batches || Date.now() >= until) break;
    await sleep(pauseMs);
  }
  let state: DigestState = { scanId, ...(issuer === undefined ? {} : { issuer }), bucket: 0, written: 0 };
  for (;;) {
    const step = await digest.assembleDigests(state);
    state = step.state;
    if (!step.isDone) continue;
    const firingIds = [step.firingId];
    await orCancel(firingIds, () => followDeliveries(firingIds, true));
    sayInWords(digestsInWords(state, issuer === undefined ? digestSummary : issuerDigestSummary));
    return { written: state.written };
  }
}
