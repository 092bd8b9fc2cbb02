import type { CertificateFacts } from '../../domain/certificates/certificate';
import { CertloomError } from '../../domain/problem';
import { uploadFiringId } from '../../store/database/derived-ids';
import type { UploadStore } from '../../store/uploads/uploads';
import { problems } from '../http/problems';
import type { Reply } from '../http/route';
import type { Rejecting, Rejections } from '../../services/uploads/rejections';
import type { ItemResult, UploadResult } from '../../services/uploads/results';

export interface AnswerContext {
  readonly mode: 'sync' | 'async';
  /** Fingerprints of the body of this very request: an ignored upload's row has none any more. */
  readonly fingerprints: readonly (string | null)[];
  readonly mayReadCertificates: boolean;
  /** What should be known about a single certificate that was stored. */
  readonly warnings: (
    certificateUuid: string,
  ) => Promise<readonly { readonly code: string; readonly detail: string }[]>;
  readonly uploads: Pick<UploadStore, 'load'>;
  readonly rejections: Rejections;
  /** The certificate at this place of the body; null where there is none. */
  readonly factsOf: (index: number) => CertificateFacts | null;
  /** Makes sure that what is open gets its outcome whatever happens: called for every 202 before it is given. */
  readonly promise: (result: UploadResult) => Promise<void>;
}

type Matched = readonly Rejecting[];

/** 201, 202, 207, or the problem that a single upload ended with. */
export async function answer(result: UploadResult, context: AnswerContext): Promise<Reply> {
  const isRunning = result.items.some(({ status }) => status === 'processing');
  const matched = await matchedTriggers(result, context);
  const { uploadId } = result;
  const item = result.items[0]!;
  const fingerprint = context.fingerprints[0] ?? item.fingerprint;
  const items = () => result.items.map((one) => itemAnswer(one, context, matched.get(one.row) ?? []));
  if (context.mode === 'async' || isRunning) {
    await context.promise(result);
    const body = result.isBundle ? { uploadId, items: items() } : { uploadId, fingerprint };
    return { status: 202, headers: resource(result), body };
  }
  if (result.isBundle) return { status: 207, headers: resource(result), body: { uploadId, items: items() } };
  if (item.status === 'stored') {
    return {
      status: 201,
      headers: { Location: `/api/v1/certificates/${item.certificateUuid}` },
      body: {
        uuid: item.certificateUuid,
        fingerprint,
        uploadId: result.uploadId,
        firingId: uploadFiringId(item.row),
        warnings: item.certificateUuid === null ? [] : await context.warnings(item.certificateUuid),
      },
    };
  }
  throw problemOf(item, context, matched.get(item.row) ?? []);
}

/** The refusal of one certificate as the caller may see it. */
export function problemOf(
  item: ItemResult,
  context: Pick<AnswerContext, 'mayReadCertificates'>,
  matched: Matched,
): CertloomError {
  if (item.status === 'ignored') {
    const names = matched.map(({ name }) => `"${name}"`).join(', ');
    return new CertloomError(
      'certificate_ignored',
      `The certificate was not stored: ${matched.length === 1 ? 'the ignore trigger' : 'the ignore triggers'} ${names} matched.`,
      {
        extra: { firingId: uploadFiringId(item.row), matchedTriggers: matched },
      },
    );
  }
  if (item.code === 'certificate_duplicate') {
    const uuid =
      context.mayReadCertificates && item.certificateUuid !== null ? { certificateUuid: item.certificateUuid } : {};
    return new CertloomError(
      'certificate_duplicate',
      'A certificate with the same fingerprint is already in the inventory.',
      {
        extra: uuid,
      },
    );
  }
  return new CertloomError(item.code ?? 'internal', 'The upload failed; nothing was stored.');
}

function itemAnswer(item: ItemResult, { fingerprints, mayReadCertificates }: AnswerContext, matched: Matched): object {
  const { index, status, code, row } = item;
  const httpStatus = status === 'stored' ? 201 : status === 'processing' ? 202 : problems[code ?? 'internal'].status;
  const hasFired = status === 'stored' || status === 'ignored';
  const uuid =
    status === 'stored' || (mayReadCertificates && code === 'certificate_duplicate') ? item.certificateUuid : null;
  return {
    index,
    fingerprint: fingerprints[index] ?? item.fingerprint,
    status,
    httpStatus,
    ...(uuid === null ? {} : { uuid }),
    ...(code === null ? {} : { code }),
    ...(hasFired ? { firingId: uploadFiringId(row) } : {}),
    ...(status === 'ignored' ? { matchedTriggers: matched } : {}),
  };
}

/** Verdicts carry no names; those of ignored uploads stand on their rows. The certificate is in this very request. */
async function matchedTriggers(
  { items }: UploadResult,
  { uploads, rejections, factsOf }: Pick<AnswerContext, 'uploads' | 'rejections' | 'factsOf'>,
): Promise<Map<string, Matched>> {
  const indexes = new Map(items.flatMap(({ status, row, index }) => (status === 'ignored' ? [[row, index]] : [])));
  if (indexes.size === 0) return new Map();
  const rows = await uploads.load([...indexes.keys()], { withContent: false });
  return rejections(rows, (row) => factsOf(indexes.get(row) ?? -1));
}

function resource({ uploadId }: UploadResult): Record<string, string> {
  return { Location: `/api/v1/uploads/${uploadId}` };
}
