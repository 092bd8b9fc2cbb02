import { activityInfo, log } from '@temporalio/activity';
import type { UploadBatch, UploadVerdict } from '../temporal/messages/uploads';
import { toFailure } from '../temporal/failures';
import { admitBatch, type Admission, type AdmissionDeps } from '../services/uploads/admission';
import { recordOutcomes, type RecordDeps } from '../services/uploads/records';

export interface Decided {
  readonly verdicts: readonly UploadVerdict[];
  readonly firingsWithEffects: readonly string[];
  /** Outcome of the batch for the search attribute. */
  readonly outcome: string;
}

export interface TellDeps {
  /** Tells who waits for the batch in this process, now that all of it is stored. */
  readonly tell: (batchId: string, verdicts: readonly UploadVerdict[]) => void;
}

/** Activities of `certificate_uploaded`. Every write can be made twice; ids only go in and verdicts only come out. */
export function createUploadActivities(deps: AdmissionDeps & RecordDeps & TellDeps) {
  async function run(batch: UploadBatch, decide: () => Promise<Admission[]>): Promise<Decided> {
    try {
      const admissions = await decide();
      await recordOutcomes(deps, admissions);
      for (const { uploadId } of admissions) deps.parsed.forget(uploadId);
      const decided = summarise(admissions);
      deps.tell(batch.batchId, decided.verdicts);
      return decided;
    } catch (error) {
      log.error('a batch of uploads could not be decided', { batchId: batch.batchId, error });
      throw toFailure(error);
    }
  }

  return {
    /** Decides 1..100 uploads and stores what is admitted; answers with one verdict each, in the order of the ids. */
    async decideUploads(batch: UploadBatch): Promise<Decided> {
      return run(batch, () => admitBatch(deps, batch.uploadIds, runOf()));
    },

    /** The last word on a batch that could not be decided: what is not stored has failed, and says so. */
    async failUploads(batch: UploadBatch): Promise<Decided> {
      return run(batch, () => admitBatch(deps, batch.uploadIds, { ...runOf(), giveUp: true }));
    },
  };
}

export type UploadActivities = ReturnType<typeof createUploadActivities>;

function runOf(): { workflowId: string; runId: string } {
  const { workflowExecution } = activityInfo();
  return { workflowId: workflowExecution?.workflowId ?? '', runId: workflowExecution?.runId ?? '' };
}

function summarise(admissions: readonly Admission[]): Decided {
  const outcomes = new Set(admissions.map((admission) => admission.firing?.outcome ?? admission.verdict));
  const [outcome = 'error', ...more] = outcomes;
  return {
    verdicts: admissions.map((admission) => admission.verdict),
    firingsWithEffects: admissions.filter((admission) => admission.hasEffects).map((admission) => admission.firingId),
    outcome: more.length > 0 ? 'mixed' : outcome,
  };
}
