import { proxyLocalActivities, upsertSearchAttributes } from '@temporalio/workflow';
import type { StatusActivities } from '../activities/validation';
import { statusChangesInWords, type StatusBatch, type StatusSummary } from '../temporal/messages/validation';
import { certloomOutcome, certloomSummary } from '../temporal/search-attributes';
import { carryOutEffects } from './effects';

const inventory = proxyLocalActivities<StatusActivities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** A batch of `certificate_status_changed`: 1..100 changes that validations have found, one firing each. */
export async function certificateStatusChanged(batch: StatusBatch): Promise<StatusSummary> {
  const { firings, firingsWithEffects, outcome } = await inventory.decideStatusChanges(batch);
  const close = () => inventory.closeStatusChanges(batch);
  if (firingsWithEffects.length > 0) await carryOutEffects(firingsWithEffects, close);
  else await close();
  upsertSearchAttributes([
    { key: certloomOutcome, value: outcome },
    { key: certloomSummary, value: statusChangesInWords({ firings }) },
  ]);
  return { firings };
}
