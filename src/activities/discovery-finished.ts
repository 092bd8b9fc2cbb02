import type { FinishedFirings } from '../services/discoveries/finished';
import type { DecidedFinished, FinishedDiscovery } from '../temporal/messages/discoveries';
import { currentRun } from './current-run';
import { guardedBy } from './guarded';

/** The firing of an ended run, made again without harm. */
export function createDiscoveryFinishedActivities(firings: FinishedFirings) {
  const guarded = guardedBy('the end of a discovery could not be decided');
  return {
    decideFinished: (finished: FinishedDiscovery): Promise<DecidedFinished> =>
      guarded(() => firings.decide(finished, currentRun())),
  };
}

export type DiscoveryFinishedActivities = ReturnType<typeof createDiscoveryFinishedActivities>;
