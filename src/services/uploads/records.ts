import type { CertificateDocument } from '../../store/certificates/certificates';
import type { UploadEnd, UploadStore } from '../../store/uploads/uploads';
import type { ServiceLogger } from '../logger';
import type { Admission } from './verdicts';

/** What the audit log and the certificate's own history are told about an upload. */
export interface UploadOutcome {
  readonly admission: Admission;
  readonly code: string | null;
}

export interface RecordDeps {
  readonly uploads: Pick<UploadStore, 'finish' | 'finishBundles'>;
  readonly now: () => Date;
  /** Looks for certificates that these replace, or that replace them. */
  readonly detectReplacements: (stored: readonly CertificateDocument[]) => Promise<void>;
  readonly auditOutcomes: (outcomes: readonly UploadOutcome[]) => Promise<void>;
  /** Does work that nobody waits for, again after a fault; when the process ends before, who takes over its uploads does it. */
  readonly inBackground: (work: () => Promise<void>) => void;
  readonly logger: ServiceLogger;
}

const codes = {
  stored: null,
  ignored: 'certificate_ignored',
  duplicate: 'certificate_duplicate',
  failed: 'internal',
} as const;

/**
 * Closes the upload rows of a decided batch: outcome on the row, claim released, content erased.
 * A caller of single uploads is answered from the verdict, so the rows of what is in the inventory are closed after
 * the answer; should the process die before that, who takes over its uploads closes them. What was rejected is erased before anybody
 * hears of it, and a bundle's answer names its rows.
 */
export async function recordOutcomes(deps: RecordDeps, admissions: readonly Admission[]): Promise<void> {
  const at = deps.now();
  const isStoredSingle = ({ isNew, verdict, row }: Admission) =>
    isNew && verdict === 'stored' && row?.kind === 'single';
  const answered = admissions.filter(isStoredSingle);
  if (answered.length > 0) deps.inBackground(() => close(deps, answered, at));
  await close(
    deps,
    admissions.filter((admission) => !isStoredSingle(admission)),
    at,
  );
}

async function close(deps: RecordDeps, admissions: readonly Admission[], at: Date): Promise<void> {
  if (admissions.length === 0) return;
  const stored = admissions.flatMap(({ isNew, verdict, certificate }) =>
    isNew && verdict === 'stored' && certificate !== undefined ? [certificate] : [],
  );
  // Also of uploads that an earlier run had closed: it may have died between the two writes. Twice is better than never.
  const known = admissions.filter((admission) => admission.row !== undefined);
  await Promise.all([
    deps.auditOutcomes(known.map((admission) => ({ admission, code: codes[admission.verdict] }))),
    // Before the rows are closed, so that it is repeated when the process dies in between.
    detect(deps, stored).then(() =>
      deps.uploads.finish(admissions.filter((admission) => admission.isNew).map(endOf), at),
    ),
  ]);
  const bundles = new Set(admissions.flatMap((admission) => admission.row?.bundle ?? []));
  await deps.uploads.finishBundles([...bundles], at);
}

/** A fault must not keep uploads from being closed: the hourly scan looks again for what is due. */
async function detect(deps: RecordDeps, stored: readonly CertificateDocument[]): Promise<void> {
  if (stored.length === 0) return;
  try {
    await deps.detectReplacements(stored);
  } catch (error) {
    deps.logger.error({ err: error }, 'replacements of uploaded certificates could not be looked for');
  }
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
