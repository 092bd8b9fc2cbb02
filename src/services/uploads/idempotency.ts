import { createHash, createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CertloomError, isCertloomError, type ProblemCode } from '../../domain/problem';
import type { IdempotencyStore } from '../../store/uploads/idempotency-keys';
import { isOpen, type UploadResult } from './results';

const lifeMs = 24 * 3_600_000;
const pollMs = 40;
/** A first request that has written no upload after this long has died. */
const deadAfterMs = 10_000;

export interface IdempotentCall {
  readonly callerUuid: string;
  readonly path: string;
  readonly key: string;
  readonly body: Buffer;
  /** Everything beside the bytes that makes the request what it is. */
  readonly rest: string;
  readonly uploadId: string;
  readonly waitMs: number;
  readonly mode: 'sync' | 'async';
}

export interface IdempotencyDeps {
  readonly keys: IdempotencyStore;
  /** Keys the hash of bodies: a plain digest could be the fingerprint of a rejected certificate. */
  readonly hashKey: Buffer;
  readonly recall: (uploadId: string) => Promise<UploadResult | null>;
  readonly now: () => Date;
}

/**
 * `Idempotency-Key` on uploads: the same request by the same caller within 24 hours gets the first answer; while the
 * first is at work the repeat joins it. Another body under the key is `idempotency_mismatch`.
 */
export function createIdempotency({ keys, hashKey, recall, now }: IdempotencyDeps) {
  async function join(call: IdempotentCall, uploadId: string, startedAt: number): Promise<UploadResult | null> {
    const until = Date.now() + call.waitMs;
    for (;;) {
      const result = await recall(uploadId);
      if (result !== null && (call.mode === 'async' || !isOpen(result))) return result;
      if (result === null && now().getTime() - startedAt > deadAfterMs) return null;
      if (Date.now() > until) {
        if (result !== null) return result;
        throw new CertloomError('idempotency_in_progress', 'The first request with this key is still at work.', {
          retryAfterSeconds: 2,
        });
      }
      await sleep(pollMs);
    }
  }

  return async function once(
    call: IdempotentCall,
    work: (uploadId: string) => Promise<UploadResult>,
  ): Promise<UploadResult> {
    const id = createHash('sha256')
      .update(JSON.stringify([call.callerUuid, 'POST', call.path, call.key]))
      .digest('hex');
    const bodyHash = createHmac('sha256', hashKey).update(call.rest).update('\0').update(call.body).digest('base64url');
    const at = now().getTime();
    const first = await keys.take({
      _id: id,
      bodyHash,
      uploadId: call.uploadId,
      refusal: null,
      expiresAt: new Date(at + lifeMs),
    });
    if (first !== null) {
      if (first.bodyHash !== bodyHash) {
        throw new CertloomError(
          'idempotency_mismatch',
          'This Idempotency-Key was used with another request; use a new key for a new request.',
        );
      }
      if (first.refusal !== null) {
        const { code, detail, extra } = first.refusal;
        throw new CertloomError(code as ProblemCode, detail, { extra });
      }
      const joined = await join(call, first.uploadId, first.expiresAt.getTime() - lifeMs);
      if (joined !== null) return joined;
    }
    try {
      return await work(first?.uploadId ?? call.uploadId);
    } catch (error) {
      await keepRefusal(id, error);
      throw error;
    }
  };

  /** A refusal is an answer and is given again; a fault of ours is not, and the key is free. */
  async function keepRefusal(id: string, error: unknown): Promise<void> {
    const isAnswer =
      isCertloomError(error) && (error.code === 'certificate_duplicate' || error.code === 'upload_in_progress');
    if (isAnswer)
      await keys.recordRefusal(id, { code: error.code, detail: error.detail, extra: { ...error.more.extra } });
    else await keys.release(id);
  }
}
