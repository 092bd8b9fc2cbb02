import type { DecidedExpiring, ExpiringFirings } from '../services/expiration/firings';
import type { ExpiringBatch } from '../temporal/messages/expiration';
import { currentRun } from './current-run';
import { guardedBy } from './guarded';

/** The firings of one batch of `certificate_expiring`, made again without harm. */
export function createExpiringActivities(firings: ExpiringFirings) {
  const guarded = guardedBy('a batch of expiring certificates could not be decided');
  return {
    decideExpiring: (batch: ExpiringBatch): Promise<DecidedExpiring> =>
      guarded(() => firings.decide(batch, currentRun())),
  };
}

export type ExpiringActivities = ReturnType<typeof createExpiringActivities>;
