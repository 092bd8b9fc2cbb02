import { proxyLocalActivities, upsertSearchAttributes } from '@temporalio/workflow';
import type { ExpirationDigestActivities } from '../activities/digests';
import type { ExpiringActivities } from '../activities/certificate-expiring';
import { expiringInWords, type ExpiringBatch, type ExpiringSummary } from '../temporal/messages/expiration';
import { certloomOutcome, certloomSummary } from '../temporal/search-attributes';
import { carryOutEffects } from './effects';

const inventory = proxyLocalActivities<ExpiringActivities & Pick<ExpirationDigestActivities, 'noteBatch'>>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** A batch of `certificate_expiring`: 1..100 due certificates of one scan, one firing each. */
export async function certificateExpiring(batch: ExpiringBatch): Promise<ExpiringSummary> {
  const { firings, skipped, firingsWithEffects, outcome } = await inventory.decideExpiring(batch);
  const opened = () => inventory.noteBatch(batch.batchId, batch.scanId);
  if (firingsWithEffects.length > 0) await carryOutEffects(firingsWithEffects, opened);
  else await opened();
  upsertSearchAttributes([
    { key: certloomOutcome, value: outcome },
    { key: certloomSummary, value: expiringInWords({ firings, skipped }) },
  ]);
  return { firings, skipped };
}
