import type { UploadAdmission } from '../services/uploads/admission';
import type { DecidedUploads } from '../services/uploads/verdicts';
import type { UploadBatch } from '../temporal/messages/uploads';
import { currentRun } from './current-run';
import { guardedBy } from './guarded';

/** Activities of `certificate_uploaded`. Every write can be made twice; ids only go in and verdicts only come out. */
export function createUploadActivities(admission: UploadAdmission) {
  const guarded = guardedBy('a batch of uploads could not be decided');
  return {
    decideUploads: (batch: UploadBatch): Promise<DecidedUploads> =>
      guarded(() => admission.decide(batch, currentRun())),

    /** The last word on a batch that could not be decided: what is not stored has failed, and says so. */
    failUploads: (batch: UploadBatch): Promise<DecidedUploads> => guarded(() => admission.giveUp(batch, currentRun())),
  };
}

export type UploadActivities = ReturnType<typeof createUploadActivities>;
