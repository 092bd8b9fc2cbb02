import { CertloomError, type ProblemCode } from '../../domain/problem';
import { interrupted, type UploadDocument } from '../../store/uploads/upload-rows';
import type { RunResult } from './gathered-runs';

/** How one certificate of a request ended, or `processing`. `row` is its key among the upload rows. */
export interface ItemResult {
  readonly index: number;
  readonly row: string;
  readonly fingerprint: string | null;
  readonly status: 'processing' | 'stored' | 'ignored' | 'failed';
  readonly code: ProblemCode | null;
  /** Of the stored certificate, or of the one that a duplicate duplicates. */
  readonly certificateUuid: string | null;
}

export interface UploadResult {
  readonly uploadId: string;
  readonly isBundle: boolean;
  readonly items: readonly ItemResult[];
  /** The rows say already that the outcome is owed. */
  readonly isPromised?: boolean;
}

export function isOpen(result: UploadResult): boolean {
  return result.items.some(({ status }) => status === 'processing');
}

/** Some of it was given up because its process ended, and nobody was told. */
export function wasInterrupted(result: UploadResult): boolean {
  return result.items.some(({ code }) => code === interrupted);
}

/** What it is refused with when it cannot be promised any more. */
export function interruption(): CertloomError {
  return new CertloomError(
    interrupted,
    'The process that had taken the upload ended before it was decided; nothing was stored. Send it again.',
  );
}

/** Keys of the items that are still to be decided. */
export function openRows({ items }: UploadResult): string[] {
  return items.filter(({ status }) => status === 'processing').map(({ row }) => row);
}

export const duplicateDetail = 'A certificate with the same fingerprint is in the inventory.';

/** What a single upload is refused with when the fingerprint is taken. */
export function refusal({ code, certificateUuid }: ItemResult): CertloomError {
  return code === 'certificate_duplicate'
    ? new CertloomError('certificate_duplicate', duplicateDetail, { extra: { certificateUuid } })
    : new CertloomError(
        'upload_in_progress',
        'The same certificate is being uploaded at this moment; ask again when that upload has ended.',
        { retryAfterSeconds: 2 },
      );
}

/** The upload with what its run said, by row; items whose run goes on stay `processing`. */
export function withResults(accepted: UploadResult, results: ReadonlyMap<string, RunResult>): UploadResult {
  return { ...accepted, items: accepted.items.map((item) => withResult(item, results.get(item.row))) };
}

function withResult(item: ItemResult, result: RunResult | undefined): ItemResult {
  switch (result) {
    case undefined:
    case 'pending':
      return item;
    case 'stored':
      return { ...item, status: 'stored' };
    case 'ignored':
      return { ...item, status: 'ignored', code: 'certificate_ignored', certificateUuid: null };
    case 'duplicate':
      return { ...item, status: 'failed', code: 'certificate_duplicate', certificateUuid: null };
    case 'failed':
      return { ...item, status: 'failed', code: 'internal', certificateUuid: null };
  }
}

/** What the row of an upload or of a bundle's item says. */
export function resultOfRow(row: UploadDocument): ItemResult {
  const status = row.status === 'finished' ? 'failed' : row.status;
  return {
    index: row.index,
    row: row._id,
    fingerprint: row.fingerprint ?? null,
    status,
    code: row.code as ProblemCode | null,
    certificateUuid: status === 'stored' ? row.certificateUuid : null,
  };
}
