import type { UploadDocument } from '../../store/uploads/upload-rows';
import type { PendingUpload, UploadStore } from '../../store/uploads/uploads';
import type { ParsedCertificates } from '../../x509/parsed-certificates';
import { failedRows, isPromisedAtOnce, planUpload, type UploadRequest } from './claims';
import type { Claim, Intake } from './intake';
import { refusal, type ItemResult, type UploadResult } from './results';

export interface AcceptDeps {
  readonly uploads: Pick<UploadStore, 'add' | 'removeIfOpen' | 'withdraw' | 'finishBundles'>;
  readonly intake: Intake;
  readonly parsed: Pick<ParsedCertificates<PendingUpload>, 'put' | 'forget'>;
  readonly retentionMs: () => Promise<number>;
  readonly newId: () => string;
  /** This process: it looks after what it accepts. */
  readonly owner: string;
  readonly now: () => Date;
}

/** Takes parsed uploads in: claims and rows. Refusals of single uploads are thrown. */
export function createAccept(deps: AcceptDeps) {
  /** Claims beside the audit row, to save a round trip; no trigger is asked before both are written. */
  async function claimAudited(request: UploadRequest, rows: readonly UploadDocument[]): Promise<Claim[]> {
    const [claims, audit] = await Promise.allSettled([deps.intake.claim(rows), request.recordRequest()]);
    if (claims.status === 'fulfilled' && audit.status === 'fulfilled') return claims.value;
    for (const row of rows) deps.parsed.forget(row._id);
    const ids = rows.map((row) => row._id);
    // What was promised with the claim was promised to nobody yet; what was promised since, to a repeat.
    await (isPromisedAtOnce(request) ? deps.uploads.removeIfOpen(ids) : deps.uploads.withdraw(ids));
    throw claims.status === 'rejected' ? claims.reason : (audit as PromiseRejectedResult).reason;
  }

  async function addBundle(bundle: UploadDocument, items: readonly ItemResult[]): Promise<void> {
    // After the claims, so that a crash between leaves no bundle without items; before any run can end it.
    await deps.uploads.add([bundle]);
    await deps.uploads.add(failedRows(items, bundle));
    if (items.every(({ status }) => status === 'failed'))
      await deps.uploads.finishBundles([bundle._id], bundle.createdAt);
  }

  return async function accept(request: UploadRequest): Promise<UploadResult> {
    const createdAt = deps.now();
    const expiresAt = new Date(createdAt.getTime() + (await deps.retentionMs()));
    const { results, claims, bundle } = planUpload(request, {
      ...{ createdAt, expiresAt },
      owner: deps.owner,
      newId: deps.newId,
    });
    const [first] = request.items;
    if (bundle === null && first !== undefined && 'error' in first) throw first.error;
    // Before the claim is written, so that a worker in this process finds the facts whenever it looks.
    for (const { row, parsed } of claims) deps.parsed.put(row._id, { facts: parsed.facts, der: parsed.der, row });
    const claimed = await claimAudited(
      request,
      claims.map(({ row }) => row),
    );
    const items = [...results];
    for (const [at, claim] of claimed.entries()) {
      const { row } = claims[at]!;
      const item = afterClaim(results[row.index]!, row, claim);
      if (item.status === 'failed') deps.parsed.forget(row._id);
      if (item.status === 'failed' && bundle === null) throw refusal(item);
      items[row.index] = item;
    }
    if (bundle !== null) await addBundle(bundle, items);
    const isPromised = isPromisedAtOnce(request);
    return { uploadId: request.uploadId, isBundle: bundle !== null, items, ...(isPromised ? { isPromised } : {}) };
  };
}

export type Accept = ReturnType<typeof createAccept>;

function afterClaim(item: ItemResult, row: UploadDocument, claim: Claim): ItemResult {
  switch (claim.result) {
    case 'claimed':
      return { ...item, certificateUuid: row.certificateUuid };
    case 'duplicate':
      return { ...item, status: 'failed', code: 'certificate_duplicate', certificateUuid: claim.certificateUuid };
    case 'in_progress':
      return { ...item, status: 'failed', code: 'upload_in_progress', certificateUuid: null };
  }
}
