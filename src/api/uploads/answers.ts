import type { CertificateFacts } from '../../domain/certificates/certificate';
import { CertloomError } from '../../domain/problem';
import { uploadFiringId } from '../../store/database/derived-ids';
import { interrupted } from '../../store/uploads/upload-rows';
import type { UploadStore } from '../../store/uploads/uploads';
import { problems } from '../http/problems';
import type { Reply } from '../http/route';
import type { Rejecting, Rejections } from '../../services/uploads/rejections';
import {
  duplicateDetail,
  interruption,
  refusal,
  type ItemResult,
  type UploadResult,
} from '../../services/uploads/results';

export interface AnswerContext {
  readonly mode: 'sync' | 'async';
  /** What the body of this very request has at each place: an ignored upload's row knows nothing of it any more. */
  readonly sent: readonly SentItem[];
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

export interface SentItem {
  readonly fingerprint: string | null;
  /** Why it is no certificate. */
  readonly error?: CertloomError;
  /** Of a form. */
  readonly fileName?: string | undefined;
}

type Matched = readonly Rejecting[];

/** 201, 202, 207, or the problem that a single upload ended with. */
export async function answer(result: UploadResult, context: AnswerContext): Promise<Reply> {
  const isRunning = result.items.some(({ status }) => status === 'processing');
  const matched = await matchedTriggers(result, context);
  const { uploadId } = result;
  const item = result.items[0]!;
  const fingerprint = context.sent[0]?.fingerprint ?? item.fingerprint;
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
    return new CertloomError('certificate_duplicate', duplicateDetail, { extra: uuid });
  }
  if (item.code === 'upload_in_progress') return refusal(item);
  if (item.code === interrupted) return interruption();
  return new CertloomError(item.code ?? 'internal', 'The upload failed; nothing was stored.');
}

function itemAnswer(item: ItemResult, context: AnswerContext, matched: Matched): object {
  const { index, status, code, row } = item;
  const { mayReadCertificates } = context;
  const { fingerprint = null, error, fileName } = context.sent[index] ?? {};
  const httpStatus = status === 'stored' ? 201 : status === 'processing' ? 202 : problems[code ?? 'internal'].status;
  const hasFired = status === 'stored' || status === 'ignored';
  const uuid =
    status === 'stored' || (mayReadCertificates && code === 'certificate_duplicate') ? item.certificateUuid : null;
  return {
    index,
    fingerprint: fingerprint ?? item.fingerprint,
    status,
    httpStatus,
    ...(uuid === null ? {} : { uuid }),
    ...(code === null ? {} : { code, detail: (error ?? problemOf(item, context, matched)).detail }),
    ...(fileName === undefined ? {} : { fileName }),
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
