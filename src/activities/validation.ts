import type { Checked } from '../services/validation/checks';
import type { DecidedStatusChanges, StatusFirings } from '../services/validation/status-firings';
import type { ValidationWalker } from '../services/validation/walk';
import type {
  StatusBatch,
  ValidationRequest,
  ValidationWalk,
  ValidationWalkStep,
} from '../temporal/messages/validation';
import { currentRun } from './current-run';
import { currentWork, lastProgress } from './current-work';
import { guardedBy } from './guarded';

/** Checks of certificates; what is checked is not due any more, so each may be made again. */
export function createValidationActivities(walker: ValidationWalker) {
  const guarded = guardedBy('a validation met a fault');
  return {
    fireLeftOpen: (): Promise<number> => guarded(() => walker.fireLeftOpen()),

    validationStretch: (given: ValidationWalk): Promise<ValidationWalkStep> =>
      guarded(() => walker.stretch(lastProgress(given), currentWork())),

    checkNow: (request: ValidationRequest): Promise<Checked> => guarded(() => walker.checkNow(request, currentWork())),
  };
}

export type ValidationActivities = ReturnType<typeof createValidationActivities>;

/** The firings of one batch of `certificate_status_changed`, made again without harm. */
export function createStatusActivities(firings: StatusFirings) {
  const guarded = guardedBy('a batch of changed statuses could not be decided');
  return {
    decideStatusChanges: (batch: StatusBatch): Promise<DecidedStatusChanges> =>
      guarded(() => firings.decide(batch, currentRun())),

    closeStatusChanges: (batch: StatusBatch): Promise<void> => guarded(() => firings.close(batch)),
  };
}

export type StatusActivities = ReturnType<typeof createStatusActivities>;
