import { pendingCertificate } from '../../domain/certificates/pending';
import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import { uploadFiringId, uploadOccurrenceKey } from '../../store/database/derived-ids';
import type { FiringStore } from '../../store/firings/firings';
import type { UploadOwnership } from '../../store/uploads/ownership';
import { contentOf, type UploadDocument } from '../../store/uploads/upload-rows';
import type { PendingUpload, UploadStore } from '../../store/uploads/uploads';
import { readCertificate } from '../../x509/facts';
import type { ParsedCertificate, ParsedCertificates } from '../../x509/parsed-certificates';
import type { CarryingRun, Occurrence } from '../firings/occurrence';

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
  /** Another run is deciding it. */
  readonly isElsewhere: boolean;
  /** The firing of an earlier attempt; undefined when there is none, or when this process claimed the upload itself. */
  readonly before: { readonly snapshotId: string | null; readonly status: string } | undefined;
}

export interface PendingUploadsDeps {
  readonly uploads: Pick<UploadStore, 'load'>;
  readonly ownership: Pick<UploadOwnership, 'carry'>;
  readonly firings: Pick<FiringStore, 'decided'>;
  readonly parsed: Pick<ParsedCertificates<PendingUpload>, 'get'>;
  readonly now: () => Date;
}

/** Before this nobody can have taken an upload over, and the engine cannot have tried again. */
const youngMs = 5_000;
/** An attempt of a run takes at most ten seconds; one that has said nothing for so long has ended. */
const carriedMs = 60_000;

/**
 * The uploads of a batch, in order. What this process claimed a moment ago is not read: every write holds also when it
 * has changed since. What may be in two runs, because its process died, is for the one that takes it first.
 */
export async function findUploads(
  deps: PendingUploadsDeps,
  uploadIds: readonly string[],
  { workflowId }: Pick<CarryingRun, 'workflowId'>,
): Promise<FoundUpload[]> {
  const { firings, parsed } = deps;
  const unknown = uploadIds.filter((uploadId) => parsed.get(uploadId) === undefined);
  const [rows, before] = await Promise.all([
    load(deps, unknown),
    unknown.length === 0 ? new Map<string, never>() : firings.decided(unknown.map(uploadFiringId)),
  ]);
  const rowById = new Map(rows.map((row) => [row._id, row]));
  const disputed = unknown.filter((uploadId) => isDisputed(rowById.get(uploadId), deps.now()));
  const elsewhere = await takeDisputed(deps, disputed, workflowId);
  let decided = before;
  if (disputed.length > 0) {
    // As the run before has left them.
    for (const row of await load(deps, disputed)) rowById.set(row._id, row);
    decided = await firings.decided(unknown.map(uploadFiringId));
  }
  return uploadIds.map((uploadId) => {
    const firingId = uploadFiringId(uploadId);
    const row = parsed.get(uploadId)?.row ?? rowById.get(uploadId);
    const isElsewhere = elsewhere.has(uploadId);
    const isOpen = row?.status === 'processing' && !isElsewhere;
    return { uploadId, firingId, row, isOpen, isElsewhere, before: decided.get(firingId) };
  });
}

function load({ uploads }: Pick<PendingUploadsDeps, 'uploads'>, ids: readonly string[]): Promise<UploadDocument[]> {
  return ids.length === 0 ? Promise.resolve([]) : uploads.load(ids, { withContent: true });
}

/** Its process may have died: then its run is tried again, and whoever takes it over starts another one. */
function isDisputed(row: UploadDocument | undefined, now: Date): boolean {
  if (row?.status !== 'processing') return false;
  return row.takenOver === true || now.getTime() - row.createdAt.getTime() > youngMs;
}

/** Gives the ids of those that another run has. */
async function takeDisputed(
  { ownership, now }: Pick<PendingUploadsDeps, 'ownership' | 'now'>,
  ids: readonly string[],
  run: string,
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const at = now();
  return ownership.carry(ids, run, at, new Date(at.getTime() - carriedMs));
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
  if (content === undefined)
    throw new Error('the upload has no content, or it is sealed under a master key that is not configured');
  return readCertificate(content);
}
