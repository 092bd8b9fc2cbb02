import { proxyLocalActivities, upsertSearchAttributes } from '@temporalio/workflow';
import type { DiscoveryFinishedActivities } from '../activities/discovery-finished';
import type { FinishedDiscovery } from '../temporal/messages/discoveries';
import { certloomOutcome } from '../temporal/search-attributes';
import { carryOutEffects } from './effects';

const firings = proxyLocalActivities<DiscoveryFinishedActivities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** `discovery_finished`: one ended run of a discovery, one firing. */
export async function discoveryFinished(finished: FinishedDiscovery): Promise<void> {
  const { firingsWithEffects, outcome } = await firings.decideFinished(finished);
  if (firingsWithEffects.length > 0) await carryOutEffects(firingsWithEffects);
  upsertSearchAttributes([{ key: certloomOutcome, value: outcome }]);
}
