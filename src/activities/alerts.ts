import type { AlertRuns } from '../services/alerts/run';
import type { AlertRunStart, AlertRunState, AlertRunStep } from '../temporal/messages/alerts';
import { currentRun } from './current-run';
import { currentWork, lastProgress } from './current-work';
import { guardedBy } from './guarded';

/** Runs of alerts as activities: each may be done again. */
export function createAlertActivities(runs: AlertRuns) {
  const guarded = guardedBy('a run of an alert met a fault');
  return {
    beginAlertRun: (start: AlertRunStart): Promise<AlertRunState | null> =>
      guarded(() => runs.begin(start, currentRun())),

    alertStretch: (state: AlertRunState): Promise<AlertRunStep> =>
      guarded(() => runs.stretch(lastProgress(state), currentWork())),

    endAlertRun: (state: AlertRunState): Promise<void> => guarded(() => runs.end(state)),

    failAlertRun: (runId: string, message: string): Promise<void> => guarded(() => runs.fail(runId, message)),
  };
}

export type AlertActivities = ReturnType<typeof createAlertActivities>;
