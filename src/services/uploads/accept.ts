import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { mongo } from 'mongoose';
import type { AttributeValues } from '../../domain/attributes/attribute';
import { CertloomError, type ProblemCode } from '../../domain/problem';
import type { PendingUpload, UploadDocument, UploadStore } from '../../store/uploads/uploads';
import { uploadItemId } from '../../temporal/ids';
import type { ParsedCertificate, ParsedCertificates } from '../../x509/parsed-certificates';
import type { ParsedItem } from '../../x509/parse-upload';
import type { Claim, Intake } from './intake';
import type { RunResult, Runs } from './gathered-runs';

export interface UploadRequest {
  readonly items: readonly ParsedItem[];
  readonly attributes: AttributeValues;
  readonly mode: 'sync' | 'async';
  readonly uploader: { readonly uuid: string; readonly name: string };
  readonly requestId: string;
  /** Chosen by the caller of the service, so that an idempotency key can name it beforehand. */
  readonly uploadId: string;
  /** Writes the audit row of the request. Without it nothing is carried out. */
  readonly recordRequest: () => Promise<void>;
  /** How long a sync caller waits. */
  readonly waitMs: number;
  /** Told when the run has been asked for. */
  readonly onAsked: () => void;
}

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
}

export interface ServiceDeps {
  readonly uploads: UploadStore;
  readonly intake: Intake;
  readonly runs: Runs;
  readonly parsed: ParsedCertificates<PendingUpload>;
  readonly retentionMs: () => Promise<number>;
  readonly now: () => Date;
  readonly isStopping: () => boolean;
}

/** Takes parsed uploads in: claims, rows, runs; and waits when asked to. Refusals of single uploads are thrown. */
export function createUploadService(deps: ServiceDeps) {
  async function accept(request: UploadRequest): Promise<UploadResult> {
    const { items, uploadId } = request;
    const isBundle = items.length > 1;
    const createdAt = deps.now();
    const expiresAt = new Date(createdAt.getTime() + (await deps.retentionMs()));
    const keyOf = (index: number) => (isBundle ? uploadItemId(uploadId, index) : uploadId);
    const base = {
      mode: request.mode,
      accepted: request.mode === 'async',
      uploader: request.uploader,
      requestId: request.requestId,
      createdAt,
      expiresAt,
      actionErrors: 0,
      matchedTriggers: [],
      warnings: [],
    };

    const results: ItemResult[] = [];
    const claims: { row: UploadDocument; parsed: ParsedCertificate }[] = [];
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      const row = keyOf(index);
      if ('error' in item) {
        results[index] = {
          index,
          row,
          fingerprint: null,
          status: 'failed',
          code: item.error.code,
          certificateUuid: null,
        };
        if (!isBundle) throw item.error;
        continue;
      }
      const { facts, der } = item.certificate;
      const { fingerprint } = facts;
      if (seen.has(fingerprint)) {
        results[index] = {
          index,
          row,
          fingerprint,
          status: 'failed',
          code: 'certificate_duplicate',
          certificateUuid: null,
        };
        continue;
      }
      seen.add(fingerprint);
      results[index] = { index, row, fingerprint, status: 'processing', code: null, certificateUuid: null };
      claims.push({
        parsed: item.certificate,
        row: {
          _id: row,
          kind: isBundle ? 'item' : 'single',
          ...(isBundle ? { bundle: uploadId } : {}),
          index,
          total: null,
          status: 'processing',
          finishedAt: null,
          activeFingerprint: fingerprint,
          fingerprint,
          der: new mongo.Binary(der),
          ...(Object.keys(request.attributes).length === 0 ? {} : { requestAttributes: request.attributes }),
          certificateUuid: randomUUID(),
          code: null,
          ...base,
        },
      });
    }

    const bundleRow: UploadDocument = {
      ...base,
      _id: uploadId,
      kind: 'bundle',
      index: 0,
      total: items.length,
      status: 'processing',
      finishedAt: null,
      certificateUuid: '',
      code: null,
    };
    // Before the claim is written, so that a worker in this process finds the facts whenever it looks.
    for (const { row, parsed } of claims) deps.parsed.put(row._id, { facts: parsed.facts, der: parsed.der, row });
    const claimed = await claimAudited(
      request,
      claims.map(({ row }) => row),
    );
    const uuids = new Map(claims.map(({ row }) => [row.index, row.certificateUuid]));
    for (const [at, claim] of claimed.entries()) {
      const { row } = claims[at]!;
      if (claim.result === 'claimed') {
        results[row.index] = { ...results[row.index]!, certificateUuid: uuids.get(row.index)! };
        continue;
      }
      deps.parsed.forget(row._id);
      const isDuplicate = claim.result === 'duplicate';
      const refused: ItemResult = {
        ...results[row.index]!,
        status: 'failed',
        code: isDuplicate ? 'certificate_duplicate' : 'upload_in_progress',
        certificateUuid: isDuplicate ? claim.certificateUuid : null,
      };
      if (!isBundle) throw refusal(refused);
      results[row.index] = refused;
    }
    // After the claims, so that a crash between leaves no bundle without items; before any run can end it.
    if (isBundle) await deps.uploads.add([bundleRow]);
    if (isBundle) await addFailedItems(results, bundleRow);
    return { uploadId, isBundle, items: results };
  }

  /** Claims beside the audit row, to save a round trip; no trigger is asked before both are written. */
  async function claimAudited(request: UploadRequest, rows: readonly UploadDocument[]): Promise<Claim[]> {
    const [claims, audit] = await Promise.allSettled([deps.intake.claim(rows), request.recordRequest()]);
    if (claims.status === 'fulfilled' && audit.status === 'fulfilled') return claims.value;
    for (const row of rows) deps.parsed.forget(row._id);
    await deps.uploads.removeIfOpen(rows.map((row) => row._id));
    throw claims.status === 'rejected' ? claims.reason : (audit as PromiseRejectedResult).reason;
  }

  /** Items that never held a claim are shown on the upload resource too. */
  async function addFailedItems(results: readonly ItemResult[], bundle: UploadDocument): Promise<void> {
    const { total: _total, ...base } = bundle;
    await deps.uploads.add(
      results
        .filter(({ status }) => status === 'failed')
        .map(({ row, index, fingerprint, code }) => ({
          ...base,
          _id: row,
          kind: 'item',
          bundle: bundle._id,
          index,
          total: null,
          status: 'failed',
          finishedAt: bundle.createdAt,
          ...(fingerprint === null ? {} : { fingerprint }),
          code,
        })),
    );
    if (results.every(({ status }) => status === 'failed'))
      await deps.uploads.finishBundles([bundle._id], bundle.createdAt);
  }

  async function decide(request: UploadRequest, accepted: UploadResult): Promise<UploadResult> {
    const open = accepted.items.filter(({ status }) => status === 'processing').map(({ row }) => row);
    if (open.length === 0) return accepted;
    const abort = new AbortController();
    const timeUp = sleep(request.waitMs, 'time_up' as const, { signal: abort.signal, ref: false }).catch(
      () => 'time_up' as const,
    );
    const work = deps.runs.decide(open);
    request.onAsked();
    let results: RunResult[] | 'time_up';
    try {
      results = await Promise.race([work, timeUp]);
    } catch (error) {
      await giveBack(accepted, open);
      throw error;
    } finally {
      abort.abort();
    }
    if (results === 'time_up') {
      work.catch(() => undefined);
      await deps.uploads.markAccepted(open);
      return accepted;
    }
    if (results.includes('pending')) await deps.uploads.markAccepted(open);
    return withResults(accepted, new Map(open.map((row, index) => [row, results[index]!])));
  }

  /** The engine refused the run: what it has not stored after all is as if it had never been sent. */
  async function giveBack(accepted: UploadResult, open: readonly string[]): Promise<void> {
    await deps.uploads.removeIfOpen(accepted.isBundle ? [...open, accepted.uploadId] : open);
    for (const row of open) deps.parsed.forget(row);
  }

  return {
    /** Accepts an upload and, in mode `sync`, waits for its outcome; items still `processing` ran out of time. */
    async upload(request: UploadRequest): Promise<UploadResult> {
      const accepted = await accept(request);
      if (request.mode === 'sync') return decide(request, accepted);
      const open = accepted.items.filter(({ status }) => status === 'processing').map(({ row }) => row);
      if (open.length > 0) void deps.runs.runUnattended(open, deps.isStopping);
      return accepted;
    },

    /** The result of an upload that was taken in before, from its rows; null when there is none. */
    async recall(uploadId: string): Promise<UploadResult | null> {
      const row = await deps.uploads.read(uploadId);
      if (row === null) return null;
      const rows = row.kind === 'bundle' ? await deps.uploads.itemsOf(uploadId) : [row];
      return { uploadId, isBundle: row.kind === 'bundle', items: rows.map(toItemResult) };
    },
  };
}

export type UploadService = ReturnType<typeof createUploadService>;

export function isOpen(result: UploadResult): boolean {
  return result.items.some(({ status }) => status === 'processing');
}

/** What a single upload is refused with when the fingerprint is taken. */
export function refusal({ code, certificateUuid }: ItemResult): CertloomError {
  return code === 'certificate_duplicate'
    ? new CertloomError('certificate_duplicate', 'A certificate with the same fingerprint is in the inventory.', {
        extra: { certificateUuid },
      })
    : new CertloomError(
        'upload_in_progress',
        'The same certificate is being uploaded at this moment; ask again when that upload has ended.',
        { retryAfterSeconds: 2 },
      );
}

function withResults(accepted: UploadResult, results: ReadonlyMap<string, RunResult>): UploadResult {
  return {
    ...accepted,
    items: accepted.items.map((item) => {
      const result = results.get(item.row);
      if (result === undefined || result === 'pending') return item;
      if (result === 'stored') return { ...item, status: 'stored' };
      if (result === 'ignored')
        return { ...item, status: 'ignored', code: 'certificate_ignored', certificateUuid: null };
      return {
        ...item,
        status: 'failed',
        code: result === 'duplicate' ? 'certificate_duplicate' : 'internal',
        certificateUuid: null,
      };
    }),
  };
}

function toItemResult(row: UploadDocument): ItemResult {
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
