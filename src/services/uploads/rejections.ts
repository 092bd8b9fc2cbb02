import type { CertificateFacts } from '../../domain/certificates/certificate';
import { messageData } from '../../domain/triggers/uploader-message';
import { renderMessage } from '../../delivery/templates/message';
import { uploadFiringId } from '../../store/database/derived-ids';
import type { FiringStore } from '../../store/firings/firings';
import type { SnapshotStore } from '../../store/triggers/snapshots';
import type { UploadDocument } from '../../store/uploads/upload-rows';

/** A trigger that ignored an upload, as the uploader is told. */
export interface Rejecting {
  readonly uuid: string;
  readonly name: string;
  /** What its message says of this certificate. */
  readonly message?: string;
}

export type RejectedUpload = Pick<UploadDocument, '_id' | 'matchedTriggers' | 'uploader'>;

export interface RejectionDeps {
  readonly firings: Pick<FiringStore, 'decided'>;
  readonly snapshots: Pick<SnapshotStore, 'loadMany'>;
  /** Milliseconds of any steady clock. */
  readonly steadyClock: () => number;
}

export type Rejections = ReturnType<typeof createRejections>;

/** Milliseconds that all messages of one answer may take together; what comes later has none. */
const budgetMs = 250;

/**
 * Tells which triggers ignored these uploads and what they say, by the versions that ran. Messages are made for the answer
 * and kept nowhere, because they may quote the certificate.
 * @param factsOf the certificate of an upload; null when it is not known any more
 */
export function createRejections({ firings, snapshots, steadyClock }: RejectionDeps) {
  async function templatesOf(uploads: readonly RejectedUpload[]) {
    const decided = await firings.decided(uploads.map(({ _id }) => uploadFiringId(_id)));
    const used = [...decided.values()].flatMap(({ snapshotId }) => snapshotId ?? []);
    const sets = used.length === 0 ? new Map<string, never>() : await snapshots.loadMany(used);
    const messages = new Map(
      [...sets].map(([id, { ignore }]) => [
        id,
        new Map(ignore.flatMap(({ trigger }) => (trigger.message ? [[trigger.uuid, trigger.message] as const] : []))),
      ]),
    );
    return (upload: string) => messages.get(decided.get(uploadFiringId(upload))?.snapshotId ?? '');
  }

  return async (
    uploads: readonly RejectedUpload[],
    factsOf: (upload: string) => CertificateFacts | null,
  ): Promise<Map<string, readonly Rejecting[]>> => {
    if (uploads.length === 0) return new Map();
    const templates = await templatesOf(uploads);
    const started = steadyClock();
    return new Map(
      uploads.map(({ _id, matchedTriggers, uploader }) => [
        _id,
        matchedTriggers.map(({ uuid, name }): Rejecting => {
          const template = templates(_id)?.get(uuid);
          const hasTime = template !== undefined && steadyClock() - started < budgetMs;
          const message = hasTime ? renderMessage(template, messageData({ name }, uploader, factsOf(_id))) : undefined;
          return { uuid, name, ...(message === undefined ? {} : { message }) };
        }),
      ]),
    );
  };
}
