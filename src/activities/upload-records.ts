import type { UploadEnd, UploadStore } from '../store/uploads';
import type { Admission } from './admission';

/** What the audit log and the certificate's own history are told about an upload. */
export interface UploadOutcome {
  readonly admission: Admission;
  readonly code: string | null;
}

export interface RecordDeps {
  readonly uploads: UploadStore;
  readonly now: () => Date;
  readonly auditOutcomes: (outcomes: readonly UploadOutcome[]) => Promise<void>;
  readonly addHistory: (admissions: readonly Admission[], at: Date) => Promise<void>;
  readonly countFirings: (admissions: readonly Admission[]) => void;
}

const codes = {
  stored: null,
  ignored: 'certificate_ignored',
  duplicate: 'certificate_duplicate',
  failed: 'internal',
} as const;

/** Closes the upload rows of a decided batch: outcome on the row, claim released, content erased (spec 7.2 step 8). */
export async function recordOutcomes(deps: RecordDeps, admissions: readonly Admission[]): Promise<void> {
  const fresh = admissions.filter((admission) => admission.isNew);
  if (fresh.length === 0) return;
  const at = deps.now();
  await Promise.all([
    deps.auditOutcomes(fresh.map((admission) => ({ admission, code: codes[admission.verdict] }))),
    deps.addHistory(
      fresh.filter((admission) => admission.certificate !== undefined),
      at,
    ),
  ]);
  await deps.uploads.finish(fresh.map(endOf), at);
  const bundles = new Set(fresh.flatMap((admission) => admission.row?.bundle ?? []));
  await deps.uploads.finishBundles([...bundles], at);
  deps.countFirings(fresh);
}

function endOf({ uploadId, verdict, firing, warnings }: Admission): UploadEnd {
  return {
    uploadId,
    status: verdict === 'duplicate' ? 'failed' : verdict,
    code: codes[verdict],
    matchedTriggers: verdict === 'ignored' ? (firing?.matchedTriggers ?? []) : [],
    actionErrors: firing?.counts.actionsFailed ?? 0,
    warnings,
  };
}
