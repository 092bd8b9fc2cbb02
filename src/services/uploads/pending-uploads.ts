import { pendingCertificate } from '../../domain/certificates/pending';
import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import { uploadFiringId, uploadOccurrenceKey } from '../../store/database/derived-ids';
import type { FiringStore } from '../../store/firings/firings';
import { contentOf, type PendingUpload, type UploadDocument, type UploadStore } from '../../store/uploads/uploads';
import { readCertificate } from '../../x509/facts';
import type { ParsedCertificate, ParsedCertificates } from '../../x509/parsed-certificates';
import type { Occurrence } from '../firings/occurrence';

/** A certificate that is not in the inventory yet, with its bytes. */
export interface UploadedCertificate extends CertificateSubject {
  readonly der: Buffer;
}

export interface UploadOccurrence extends Occurrence<UploadedCertificate> {
  readonly row: UploadDocument;
}

/** One upload of a batch as it is found: still to be decided, or closed by an earlier run. */
export interface FoundUpload {
  readonly uploadId: string;
  readonly firingId: string;
  /** Undefined: gone. */
  readonly row: UploadDocument | undefined;
  readonly isOpen: boolean;
  /** The firing of an earlier attempt; undefined when there is none, or when this process claimed the upload itself. */
  readonly before: { readonly snapshotId: string | null; readonly status: string } | undefined;
}

export interface PendingUploadsDeps {
  readonly uploads: Pick<UploadStore, 'load'>;
  readonly firings: Pick<FiringStore, 'decided'>;
  readonly parsed: Pick<ParsedCertificates<PendingUpload>, 'get'>;
  readonly now: () => Date;
}

/**
 * The uploads of a batch, in order. What this process claimed a moment ago is not read: every write holds also when it
 * has changed since.
 */
export async function findUploads(
  { uploads, firings, parsed }: PendingUploadsDeps,
  uploadIds: readonly string[],
): Promise<FoundUpload[]> {
  const unknown = uploadIds.filter((uploadId) => parsed.get(uploadId) === undefined);
  const [rows, decided] =
    unknown.length === 0
      ? [[], new Map<string, never>()]
      : await Promise.all([uploads.load(unknown, { withContent: true }), firings.decided(unknown.map(uploadFiringId))]);
  const rowById = new Map(rows.map((row) => [row._id, row]));
  return uploadIds.map((uploadId) => {
    const firingId = uploadFiringId(uploadId);
    const row = parsed.get(uploadId)?.row ?? rowById.get(uploadId);
    return { uploadId, firingId, row, isOpen: row?.status === 'processing', before: decided.get(firingId) };
  });
}

/** What the pipeline decides: the uploads that are still open. */
export function occurrencesOf(
  deps: Pick<PendingUploadsDeps, 'parsed' | 'now'>,
  found: readonly FoundUpload[],
): UploadOccurrence[] {
  const now = deps.now();
  return found.flatMap(({ row, isOpen, before }) => {
    if (row === undefined || !isOpen) return [];
    return {
      row,
      key: uploadOccurrenceKey(row._id),
      occurredAt: row.createdAt,
      actor: { type: 'user', ...row.uploader },
      requestAttributes: row.requestAttributes ?? {},
      uploadId: row.bundle ?? row._id,
      decidedWith: before?.snapshotId ?? null,
      subject({ settings }) {
        const { facts, der } = contentOfUpload(deps, row);
        const owner = settings.upload.ownerDefault === 'uploader' ? row.uploader.uuid : null;
        const { certificateUuid: uuid, uploader } = row;
        const entry = { uuid, owner, source: 'upload', uploadedBy: uploader.name, now } as const;
        const record = pendingCertificate(facts, entry);
        return Object.assign(certificateFiringSubject(record), { der });
      },
    };
  });
}

function contentOfUpload({ parsed }: Pick<PendingUploadsDeps, 'parsed'>, row: UploadDocument): ParsedCertificate {
  const known = parsed.get(row._id);
  if (known !== undefined) return known;
  const content = contentOf(row);
  if (content === undefined) throw new Error('the upload has no content');
  return readCertificate(content);
}
