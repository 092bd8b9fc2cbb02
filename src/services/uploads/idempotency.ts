import { createHash, createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CertloomError, isCertloomError, type ProblemCode } from '../../domain/problem';
import type { IdempotencyDocument, IdempotencyStore } from '../../store/uploads/idempotency-keys';
import { isOpen, wasInterrupted, type UploadResult } from './results';

const lifeMs = 24 * 3_600_000;
const pollMs = 40;
/** A first request that has written no upload after this long has died, also when its process lives. */
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

function stillAtWork(): CertloomError {
  return new CertloomError('idempotency_in_progress', 'The first request with this key is still at work.', {
    retryAfterSeconds: 2,
  });
}

export interface IdempotencyDeps {
  readonly keys: IdempotencyStore;
  /** Keys the hash of bodies: a plain digest could be the fingerprint of a rejected certificate. */
  readonly hashKey: Buffer;
  readonly recall: (uploadId: string) => Promise<UploadResult | null>;
  /** This process. */
  readonly owner: string;
  /** Whether a process has ended. */
  readonly isGone: (owner: string) => Promise<boolean>;
  readonly now: () => Date;
}

/**
 * `Idempotency-Key` on uploads: the same request by the same caller within 24 hours gets the first answer; while the
 * first is at work the repeat joins it. When the first has died before anybody was told anything, the repeat does the
 * work. Another body under the key is `idempotency_mismatch`.
 */
export function createIdempotency({ keys, hashKey, recall, owner, isGone, now }: IdempotencyDeps) {
  async function hasDied(first: IdempotencyDocument): Promise<boolean> {
    const startedAt = first.expiresAt.getTime() - lifeMs;
    return now().getTime() - startedAt > deadAfterMs || (first.owner !== undefined && (await isGone(first.owner)));
  }

  /** Null: the first has died. */
  async function join(call: IdempotentCall, first: IdempotencyDocument): Promise<UploadResult | null> {
    const until = Date.now() + call.waitMs;
    for (;;) {
      const result = await recall(first.uploadId);
      if (result === null ? await hasDied(first) : wasInterrupted(result)) return null;
      if (result !== null && (call.mode === 'async' || !isOpen(result))) return result;
      if (Date.now() > until) {
        if (result !== null) return result;
        throw stillAtWork();
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
    const own = { uploadId: call.uploadId, owner, expiresAt: new Date(now().getTime() + lifeMs) };
    const first = await keys.take({ _id: id, bodyHash, refusal: null, ...own });
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
      const joined = await join(call, first);
      if (joined !== null) return joined;
      // Under an id of its own: what the first has written stays as it is, should it live after all.
      if (!(await keys.retake(first, { ...own, expiresAt: new Date(now().getTime() + lifeMs) }))) throw stillAtWork();
    }
    try {
      return await work(call.uploadId);
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
