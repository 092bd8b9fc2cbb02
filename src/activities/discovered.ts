import type { DiscoveredFirings } from '../services/discoveries/discovered';
import type { DecidedDiscovered, DiscoveredBatch } from '../temporal/messages/discoveries';
import { currentRun } from './current-run';
import { guardedBy } from './guarded';

/** The firings of one batch of `certificate_discovered`, made again without harm. */
export function createDiscoveredActivities(firings: DiscoveredFirings) {
  const guarded = guardedBy('a batch of discovered certificates could not be decided');
  return {
    decideDiscovered: (batch: DiscoveredBatch, mayWait: boolean): Promise<DecidedDiscovered> =>
      guarded(() => firings.decide(batch, currentRun(), mayWait)),
  };
}

export type DiscoveredActivities = ReturnType<typeof createDiscoveredActivities>;
