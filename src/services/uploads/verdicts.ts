import { missingRequired, requiredMissing } from '../../domain/attributes/values';
import type { CertificateDocument } from '../../store/certificates/certificates';
import type { FiringDocument } from '../../store/firings/firings';
import type { UploadDocument, UploadWarning } from '../../store/uploads/upload-rows';
import type { UploadVerdict } from '../../temporal/messages/uploads';
import type { Fired } from '../firings/occurrence';
import { outcomeOfBatch } from '../firings/pipeline';
import type { FiringRules } from '../firings/rules';
import type { FoundUpload, UploadOccurrence } from './pending-uploads';

/** How one upload of a batch ended. */
export interface Admission {
  readonly uploadId: string;
  readonly firingId: string;
  readonly verdict: UploadVerdict;
  readonly row: UploadDocument | undefined;
  readonly firing?: FiringDocument;
  readonly certificate?: CertificateDocument;
  readonly warnings: readonly UploadWarning[];
  readonly hasEffects: boolean;
  /** False when an earlier run had closed it: nothing is written again. */
  readonly isNew: boolean;
}

export interface Ending {
  /** What it means that the firing of an open upload does not hold. */
  readonly withoutFiring: UploadVerdict;
  /** By firing id: what was inserted. */
  readonly rows: ReadonlyMap<string, CertificateDocument>;
}

/** What the workflow of a batch is told: ids of firings and no more. */
export interface DecidedUploads {
  readonly verdicts: readonly UploadVerdict[];
  readonly firingsWithEffects: readonly string[];
  /** Outcome of the batch for the search attribute. */
  readonly outcome: string;
}

export function summaryOf(admissions: readonly Admission[]): DecidedUploads {
  return {
    verdicts: admissions.map(({ verdict }) => verdict),
    firingsWithEffects: admissions.filter(({ hasEffects }) => hasEffects).map(({ firingId }) => firingId),
    outcome: outcomeOfBatch(
      admissions.map(({ firing, verdict }) => firing?.outcome ?? verdict),
      'error',
    ),
  };
}

/**
 * What became of an upload.
 * @param fired its firing, where it holds
 */
export function admissionOf(
  { uploadId, firingId, row, isOpen, before }: FoundUpload,
  fired: Fired<UploadOccurrence> | undefined,
  { attributes }: FiringRules,
  { withoutFiring, rows }: Ending,
): Admission {
  const base = { uploadId, firingId, row, warnings: [], isNew: isOpen };
  // Decided and closed by a run that ended before its effects were started.
  if (!isOpen) return { ...base, verdict: verdictOfRow(row), hasEffects: before?.status === 'running' };
  if (fired === undefined) return { ...base, verdict: withoutFiring, hasEffects: false };
  const { firing, decided } = fired;
  if (decided === null) return { ...base, firing, verdict: 'failed', hasEffects: false };
  const hasEffects = decided.decision.effects.length > 0;
  const certificate = rows.get(firingId);
  if (certificate === undefined) return { ...base, firing, verdict: 'ignored', hasEffects };
  const missing = missingRequired(attributes, 'certificates', certificate.attributes);
  const warnings = missing.map(requiredMissing);
  return { ...base, firing, certificate, warnings, verdict: 'stored', hasEffects };
}

/** How an upload ended, from its row. */
export function verdictOfRow(row: UploadDocument | undefined): UploadVerdict {
  if (row?.status === 'stored' || row?.status === 'ignored') return row.status;
  return row?.code === 'certificate_duplicate' ? 'duplicate' : 'failed';
}
