import { setTimeout as sleep } from 'node:timers/promises';
import type { UploadOwnership } from '../../store/uploads/ownership';
import type { PendingUpload, UploadStore } from '../../store/uploads/uploads';
import type { ParsedCertificates } from '../../x509/parsed-certificates';
import type { Accept } from './accept';
import type { UploadRequest } from './claims';
import type { RunResult, Runs } from './gathered-runs';
import { interruption, openRows, resultOfRow, wasInterrupted, withResults, type UploadResult } from './results';

export interface UploadServiceDeps {
  readonly accept: Accept;
  readonly uploads: Pick<UploadStore, 'removeIfOpen' | 'withdraw' | 'read' | 'itemsOf'>;
  readonly ownership: Pick<UploadOwnership, 'promise'>;
  readonly runs: Runs;
  readonly parsed: Pick<ParsedCertificates<PendingUpload>, 'forget'>;
  readonly isStopping: () => boolean;
}

/** Uploads as the API asks for them: accepted, run, and waited for when asked to. */
export function createUploadService(deps: UploadServiceDeps) {
  async function decide(request: UploadRequest, accepted: UploadResult): Promise<UploadResult> {
    const open = openRows(accepted);
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
      // The caller gets 202, so what the engine refuses now is not given back.
      work.catch(() => deps.runs.runUnattended(open, deps.isStopping));
      return accepted;
    }
    return withResults(accepted, new Map(open.map((row, index) => [row, results[index]!])));
  }

  /**
   * The engine refused the run: what it has not stored after all is as if it had never been sent. Not what a repeat
   * that joined was promised meanwhile.
   */
  async function giveBack(accepted: UploadResult, open: readonly string[]): Promise<void> {
    const promised = await deps.uploads.withdraw(open);
    if (promised.length > 0) void deps.runs.runUnattended(promised, deps.isStopping);
    else if (accepted.isBundle) await deps.uploads.removeIfOpen([accepted.uploadId]);
    for (const row of open) if (!promised.includes(row)) deps.parsed.forget(row);
  }

  async function recall(uploadId: string): Promise<UploadResult | null> {
    const row = await deps.uploads.read(uploadId);
    if (row === null) return null;
    const rows = row.kind === 'bundle' ? await deps.uploads.itemsOf(uploadId) : [row];
    return { uploadId, isBundle: row.kind === 'bundle', items: rows.map(resultOfRow) };
  }

  return {
    /** Accepts an upload and, in mode `sync`, waits for its outcome; items still `processing` ran out of time. */
    async upload(request: UploadRequest): Promise<UploadResult> {
      const accepted = await deps.accept(request);
      if (request.mode === 'sync') return decide(request, accepted);
      const open = openRows(accepted);
      if (open.length > 0) void deps.runs.runUnattended(open, deps.isStopping);
      return accepted;
    },

    /**
     * Makes sure of what 202 says, before it is said: whatever happens to which process, what is open gets its
     * outcome. Throws `upload_interrupted` when it was given up meanwhile.
     */
    async promise(result: UploadResult): Promise<void> {
      const open = openRows(result);
      if (open.length === 0 || result.isPromised === true) return;
      if ((await deps.ownership.promise(open)) === open.length) return;
      const now = await recall(result.uploadId);
      if (now === null || wasInterrupted(now)) throw interruption();
    },

    /** The result of an upload that was taken in before, from its rows; null when there is none. */
    recall,
  };
}

export type UploadService = ReturnType<typeof createUploadService>;
