import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { UploadActivities } from '../activities/uploads';
import {
  uploadedInWords,
  uploadVerdicts,
  type BatchSummary,
  type UploadBatch,
  type UploadVerdict,
} from '../temporal/messages/uploads';
import { certloomOutcome, certloomSummary } from '../temporal/search-attributes';
import { carryOutEffects } from './effects';

const inventory = proxyLocalActivities<UploadActivities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1h',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/**
 * A batch of `certificate_uploaded`: 1..100 uploads, one firing each. A caller that waits is answered as soon as the
 * decision is made and the admitted certificates are in the inventory; notifications go on afterwards.
 */
export async function certificateUploaded(batch: UploadBatch): Promise<BatchSummary> {
  let verdicts: UploadVerdict[] | undefined;
  setHandler(uploadVerdicts, async () => {
    await condition(() => verdicts !== undefined);
    return verdicts!;
  });
  try {
    // An upload that was accepted is decided, whoever cancels the run.
    const decided = await CancellationScope.nonCancellable(() => admit(batch));
    verdicts = [...decided.verdicts];
    if (decided.firingsWithEffects.length > 0) await carryOutEffects(decided.firingsWithEffects);
    const summary = summarise(verdicts);
    upsertSearchAttributes([
      { key: certloomOutcome, value: decided.outcome },
      { key: certloomSummary, value: uploadedInWords(summary) },
    ]);
    return summary;
  } finally {
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
}

/** Never throws: what cannot be decided at all is a verdict too. */
async function admit(batch: UploadBatch): ReturnType<UploadActivities['decideUploads']> {
  try {
    return await inventory.decideUploads(batch);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return await inventory.failUploads(batch);
  }
}

function summarise(verdicts: readonly UploadVerdict[]): BatchSummary {
  const summary = { firings: 0, stored: 0, ignored: 0, duplicate: 0, failed: 0 };
  for (const verdict of verdicts) summary[verdict] += 1;
  return { ...summary, firings: verdicts.length - summary.duplicate };
}
