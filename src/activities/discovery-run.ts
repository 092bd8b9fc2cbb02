import type { DiscoveryReading } from '../services/discoveries/reading';
import type { DiscoveryRunSteps } from '../services/discoveries/run';
import type {
  BreakingOff,
  DiscoveryBeginning,
  DiscoveryRemainder,
  DiscoveryRunState,
  DiscoveryStep,
  DiscoverySummary,
} from '../temporal/messages/discoveries';
import { currentWork, lastProgress } from './current-work';
import { guardedBy } from './guarded';

/** The steps of a run, each made again without harm. */
export function createDiscoveryRunActivities(steps: DiscoveryRunSteps) {
  const guarded = guardedBy('a discovery met a fault');
  return {
    beginDiscovery: (runId: string): Promise<DiscoveryBeginning | null> => guarded(() => steps.begin(runId)),
    contentOf: (runId: string): Promise<{ isComplete: boolean; quietMs: number }> =>
      guarded(() => steps.content(runId)),
    settleDiscovery: (runId: string, again: number, findsLost?: boolean): Promise<DiscoveryRemainder> =>
      guarded(() => steps.settle(runId, again, findsLost)),
    breakOffDiscovery: (runId: string, why: BreakingOff): Promise<void> => guarded(() => steps.breakOff(runId, why)),
    endDiscovery: (runId: string): Promise<DiscoverySummary | null> => guarded(() => steps.end(runId)),
  };
}

export type DiscoveryRunActivities = ReturnType<typeof createDiscoveryRunActivities>;

/** The reading of sources; a second attempt goes on where the first was. */
export function createDiscoveryReadActivities(reading: DiscoveryReading) {
  const guarded = guardedBy('the source of a discovery could not be read');
  return {
    readDiscovery: (given: DiscoveryRunState): Promise<DiscoveryStep> =>
      guarded(() => reading.stretch(lastProgress(given), currentWork())),
  };
}

export type DiscoveryReadActivities = ReturnType<typeof createDiscoveryReadActivities>;
