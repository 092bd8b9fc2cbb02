import { continueAsNew, ParentClosePolicy, setHandler, sleep, startChild, workflowInfo } from '@temporalio/workflow';
import { digestWorkflowId, issuerScanId } from '../temporal/ids';
import {
  compactTime,
  issuerDigestSummary,
  issuerFollowed,
  type IssuerDigestRequest,
} from '../temporal/messages/expiration';
import { certloomSummary } from '../temporal/search-attributes';
import { digestActivities, expirationDigest } from './expiration-digest';

const firstPauseMs = 500;
const longestPauseMs = 5 * 60_000;
/** What a CA has issued by the hundred thousand is checked by then; what comes later is in another digest. */
const longestWaitMs = 6 * 3_600_000;
/** A CA whose certificates are never all checked does not keep a run for ever. */
const mostParts = 4;
/** Each batch of changes tells the run of it. */
const mostEvents = 1_500;

/**
 * Waits until all that follows from a CA is checked and has opened its notices, and starts the run that writes one
 * message for each recipient. What comes while that is being started is waited for again. Gives how many were started.
 */
export async function issuerDigest({ issuer }: IssuerDigestRequest): Promise<number> {
  const digest = digestActivities();
  let isToldOfMore = false;
  setHandler(issuerFollowed, () => void (isToldOfMore = true));
  for (let part = 1; ; part += 1) {
    const until = Date.now() + longestWaitMs;
    let isFollowed = true;
    for (let pauseMs = firstPauseMs; isFollowed; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      isToldOfMore = false;
      isFollowed = await digest.isFollowed(issuer);
      if (!isFollowed || Date.now() >= until) break;
      if (workflowInfo().historyLength >= mostEvents) await continueAsNew<typeof issuerDigest>({ issuer });
      await sleep(pauseMs);
    }
    const scanId = issuerScanId(issuer, part, compactTime(workflowInfo().startTime));
    await startChild(expirationDigest, {
      args: [{ scanId, batches: 0, issuer }],
      workflowId: digestWorkflowId(scanId),
      // Its deliveries may take a day, and what follows from the CA next does not wait for them.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: issuerDigestSummary,
      typedSearchAttributes: [{ key: certloomSummary, value: issuerDigestSummary }],
    });
    if (!isToldOfMore && (!isFollowed || part >= mostParts)) return part;
  }
}
