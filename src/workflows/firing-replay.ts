import { proxyLocalActivities, upsertSearchAttributes } from '@temporalio/workflow';
import type { ReplayActivities } from '../activities/replay';
import { replayInWords, type ReplayRequest, type ReplaySummary } from '../temporal/messages/replay';
import { certloomOutcome, certloomSummary } from '../temporal/search-attributes';
import { carryOutEffects } from './effects';

const history = proxyLocalActivities<ReplayActivities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** One firing of the history, done again because a person asked for it. */
export async function firingReplay(request: ReplayRequest): Promise<ReplaySummary> {
  const { firingId, outcome, hasEffects } = await history.decideReplay(request);
  if (hasEffects) await carryOutEffects([firingId]);
  upsertSearchAttributes([
    { key: certloomOutcome, value: outcome },
    { key: certloomSummary, value: replayInWords({ outcome }) },
  ]);
  return { firingId, outcome };
}
