import { Schema, type Connection } from 'mongoose';
import type { Envelope } from '../../domain/events/envelope';
import type { Actor } from '../../domain/identity/actor';
import type { NoticeSubject } from '../../domain/notifications/notice';
import { batchedById } from '../database/batched';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

/**
 * What notifications of a firing are made from. Kept apart from the event history because that of a rejected upload
 * may hold no detail of the certificate, while its notification must. Erased when the deliveries have ended, at the
 * latest after 72 hours.
 */
export interface NoticePayload {
  /** The firing id. */
  readonly _id: string;
  readonly envelope: Envelope;
  readonly rejected: boolean;
  readonly actor: Actor;
  readonly certificateUuid: string | null;
  /** What a profile may include of an object that is no certificate, without secrets; absent for certificates. */
  readonly subject?: NoticeSubject;
  readonly ownerUuid: string | null;
  readonly groupUuids: readonly string[];
  readonly expiresAt: Date;
}

const mixed = Schema.Types.Mixed;
const schema = new Schema<NoticePayload>(
  {
    _id: String,
    envelope: mixed,
    rejected: Boolean,
    actor: mixed,
    certificateUuid: String,
    subject: mixed,
    ownerUuid: String,
    groupUuids: [String],
    expiresAt: Date,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type NoticePayloadStore = ReturnType<typeof createNoticePayloadStore>;

export function createNoticePayloadStore(db: Connection) {
  const payloads = collectionOf(modelOf(db, 'notices', schema));
  return {
    async save(notices: readonly NoticePayload[]): Promise<void> {
      if (notices.length === 0) return;
      await insertIgnoringDuplicates(payloads, notices);
    },
    /** Undefined: erased, or there never was one. */
    load: batchedById<NoticePayload>(async (firingIds) => {
      const rows = await payloads.find({ _id: { $in: [...firingIds] } }).toArray();
      return new Map(rows.map((row) => [row._id, row]));
    }),
    async erase(firingIds: readonly string[]): Promise<void> {
      if (firingIds.length > 0) await payloads.deleteMany({ _id: { $in: [...firingIds] } });
    },
  };
}
