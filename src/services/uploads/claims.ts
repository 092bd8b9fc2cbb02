import { mongo } from 'mongoose';
import type { AttributeValues } from '../../domain/attributes/attribute';
import type { AuditActor, AuditSource } from '../../domain/identity/audit';
import type { ProblemCode } from '../../domain/problem';
import type { UploadDocument } from '../../store/uploads/upload-rows';
import { uploadItemId } from '../../temporal/ids';
import type { ParsedCertificate } from '../../x509/parsed-certificates';
import type { ParsedItem } from '../../x509/parse-upload';
import type { ItemResult } from './results';

export interface UploadRequest {
  readonly items: readonly ParsedItem[];
  readonly attributes: AttributeValues;
  readonly mode: 'sync' | 'async';
  /** Repeats of the request may join it before it is answered. */
  readonly isShared: boolean;
  readonly uploader: { readonly uuid: string; readonly name: string };
  readonly requestId: string;
  /** Where the request came from. */
  readonly source?: AuditSource;
  /** What the request came with. */
  readonly authMethod: AuditActor['authMethod'];
  /** Chosen by the caller of the service, so that an idempotency key can name it beforehand. */
  readonly uploadId: string;
  /** Writes the audit row of the request. Without it nothing is carried out. */
  readonly recordRequest: () => Promise<void>;
  /** How long a sync caller waits. */
  readonly waitMs: number;
  /** Told when the run has been asked for. */
  readonly onAsked: () => void;
}

/** A row that claims the fingerprint of one certificate, with what was read of it. */
export interface ClaimRow {
  readonly row: UploadDocument;
  readonly parsed: ParsedCertificate;
}

/** What is written for a request, before anything is. */
export interface PlannedUpload {
  /** One result an item, in order: `processing` where a row is to claim it. */
  readonly results: readonly ItemResult[];
  readonly claims: readonly ClaimRow[];
  /** The row of a bundle as a whole; null for a single upload. */
  readonly bundle: UploadDocument | null;
}

interface PlanOptions {
  /** The process that looks after it. */
  readonly owner: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly newId: () => string;
}

/** The rows of a request. Within a bundle a certificate is claimed once: what repeats it is its duplicate. */
export function planUpload(request: UploadRequest, { newId, ...fixed }: PlanOptions): PlannedUpload {
  const { items, uploadId, attributes } = request;
  const isBundle = items.length > 1;
  const base = { ...fixed, ...commonFields(request) };
  const claims: ClaimRow[] = [];
  const seen = new Set<string>();
  const results = items.map((item, index): ItemResult => {
    const row = isBundle ? uploadItemId(uploadId, index) : uploadId;
    if ('error' in item) return failed({ index, row, fingerprint: null }, item.error.code);
    const { fingerprint } = item.certificate.facts;
    if (seen.has(fingerprint)) return failed({ index, row, fingerprint }, 'certificate_duplicate');
    seen.add(fingerprint);
    claims.push({
      parsed: item.certificate,
      row: {
        ...base,
        _id: row,
        kind: isBundle ? 'item' : 'single',
        ...(isBundle ? { bundle: uploadId } : {}),
        index,
        total: null,
        ...(request.source === undefined ? {} : { source: request.source }),
        activeFingerprint: fingerprint,
        fingerprint,
        der: new mongo.Binary(item.certificate.der),
        ...(Object.keys(attributes).length === 0 ? {} : { requestAttributes: attributes }),
        certificateUuid: newId(),
      },
    });
    return { index, row, fingerprint, status: 'processing', code: null, certificateUuid: null };
  });
  const bundle: UploadDocument | null = isBundle
    ? { ...base, _id: uploadId, kind: 'bundle', index: 0, total: items.length, certificateUuid: '' }
    : null;
  return { results, claims, bundle };
}

/**
 * An async upload is answered 202 in any case, so the promise is written with the claim, without a write of its own.
 * Not where a repeat can join it: then it shows who was promised something by an answer.
 */
export function isPromisedAtOnce({ mode, isShared }: Pick<UploadRequest, 'mode' | 'isShared'>): boolean {
  return mode === 'async' && !isShared;
}

function commonFields(request: UploadRequest) {
  const { mode, uploader, requestId, authMethod } = request;
  return {
    mode,
    authMethod,
    accepted: isPromisedAtOnce(request),
    uploader,
    requestId,
    status: 'processing' as const,
    finishedAt: null,
    code: null,
    actionErrors: 0,
    matchedTriggers: [],
    warnings: [],
  };
}

function failed(item: Pick<ItemResult, 'index' | 'row' | 'fingerprint'>, code: ProblemCode): ItemResult {
  return { ...item, status: 'failed', code, certificateUuid: null };
}

/**
 * Rows of items that never held a claim: they are shown on the upload resource too. Only what the inventory holds is known
 * by its fingerprint: another upload decides about the rest, and may reject it.
 */
export function failedRows(results: readonly ItemResult[], bundle: UploadDocument): UploadDocument[] {
  return results
    .filter(({ status }) => status === 'failed')
    .map(({ row, index, fingerprint, certificateUuid, code }) => ({
      ...bundle,
      _id: row,
      kind: 'item',
      bundle: bundle._id,
      index,
      total: null,
      status: 'failed',
      finishedAt: bundle.createdAt,
      ...(fingerprint === null || certificateUuid === null ? {} : { fingerprint }),
      code,
    }));
}
