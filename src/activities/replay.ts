import type { DecidedReplay, ReplayRun } from '../services/firings/replay-run';
import type { ReplayRequest } from '../temporal/messages/replay';
import { currentRun } from './current-run';
import { guardedBy } from './guarded';

/** One firing that is done again, made twice without harm. */
export function createReplayActivities(replays: ReplayRun) {
  const guarded = guardedBy('a firing could not be replayed');
  return {
    decideReplay: (request: ReplayRequest): Promise<DecidedReplay> =>
      guarded(() => replays.decide(request, currentRun())),
  };
}

export type ReplayActivities = ReturnType<typeof createReplayActivities>;
