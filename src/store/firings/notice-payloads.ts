import { Schema, type Connection, type mongo } from 'mongoose';
import type { Envelope } from '../../domain/events/envelope';
import type { Actor } from '../../domain/identity/actor';
import type { NoticeSubject } from '../../domain/notifications/notice';
import type { IssuerChange } from '../../domain/certificates/issuer-change';
import { batchedById } from '../database/batched';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { isSealedField, type SealedFields } from '../database/sealed-fields';

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
  /** What became of a CA, where the firing follows from that. */
  readonly issuerChange?: IssuerChange;
  readonly ownerUuid: string | null;
  readonly groupUuids: readonly string[];
  readonly expiresAt: Date;
}

/** As it is stored: what is told of a rejected certificate is sealed. */
type NoticeRow = Omit<NoticePayload, 'envelope'> & { readonly envelope: Envelope | mongo.Binary };

const mixed = Schema.Types.Mixed;
const schema = new Schema<NoticeRow>(
  {
    _id: String,
    envelope: mixed,
    rejected: Boolean,
    actor: mixed,
    certificateUuid: String,
    subject: mixed,
    issuerChange: mixed,
    ownerUuid: String,
    groupUuids: [String],
    expiresAt: Date,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type NoticePayloadStore = ReturnType<typeof createNoticePayloadStore>;

export function createNoticePayloadStore(db: Connection, sealed?: SealedFields) {
  const payloads = collectionOf(modelOf(db, 'notices', schema));

  const toRow = (notice: NoticePayload): NoticeRow =>
    notice.rejected && sealed !== undefined
      ? { ...notice, envelope: sealed.seal(notice.envelope, boundOf(notice)) }
      : notice;

  function opened(row: NoticeRow): NoticePayload | undefined {
    const { envelope } = row;
    if (!isSealedField(envelope)) return { ...row, envelope };
    const plain = sealed?.open<Envelope>(envelope, boundOf(row));
    return plain && { ...row, envelope: plain };
  }

  return {
    async save(notices: readonly NoticePayload[]): Promise<void> {
      if (notices.length === 0) return;
      await insertIgnoringDuplicates(payloads, notices.map(toRow));
    },
    /** Undefined: erased, or there never was one. One that cannot be opened counts as erased. */
    load: batchedById<NoticePayload>(async (firingIds) => {
      const rows = await payloads.find({ _id: { $in: [...firingIds] } }).toArray();
      return new Map(rows.flatMap((row) => [opened(row) ?? []].flat().map((notice) => [notice._id, notice] as const)));
    }),
    async erase(firingIds: readonly string[]): Promise<void> {
      if (firingIds.length > 0) await payloads.deleteMany({ _id: { $in: [...firingIds] } });
    },
  };
}

function boundOf({ _id }: Pick<NoticePayload, '_id'>): string {
  return `notice of firing ${_id}`;
}
