import { Schema, trusted, type Connection } from 'mongoose';
import type { NotificationProfile } from '../domain/notifications/profile';
import { CertloomError } from '../domain/problem';
import { isDuplicateKey, modelOf } from './connection';
import { insertTakingName } from './take-unique';

type ProfileDocument = Omit<NotificationProfile, 'uuid'> & { readonly _id: string };

const channel = new Schema(
  {
    type: { type: String, required: true },
    from: String,
    replyTo: String,
    url: String,
    /** Sealed. */
    secrets: { type: [String], default: undefined },
    eventId: Number,
    level: String,
    source: String,
  },
  { _id: false, strict: 'throw' },
);
const schema = new Schema<ProfileDocument>(
  {
    _id: String,
    name: { type: String, required: true },
    description: String,
    recipientType: { type: String, required: true },
    recipients: [String],
    recipientAttribute: { type: String, default: null },
    channels: [channel],
    frequency: { type: String, default: null },
    repetitions: { type: Number, default: null },
    templates: { type: Schema.Types.Mixed, required: true },
    version: { type: Number, required: true },
    revision: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ name: 1 }, { unique: true });
schema.index({ recipients: 1 });

export type NotificationProfileStore = ReturnType<typeof createNotificationProfileStore>;

/** Notification profiles by uuid; names are unique (409 `name_taken`). Secrets are stored as they are given: sealed. */
export function createNotificationProfileStore(db: Connection) {
  const model = modelOf(db, 'notification_profiles', schema);

  return {
    async insert(profile: NotificationProfile): Promise<void> {
      await refusingTakenNames(profile.name, () => insertTakingName(model, toDocument(profile)));
    },

    async find(uuid: string): Promise<NotificationProfile | null> {
      const row = await model.findById(uuid).lean<ProfileDocument>();
      return row === null ? null : fromDocument(row);
    },

    /** In no order; what does not exist is left out. */
    async findMany(uuids: readonly string[]): Promise<NotificationProfile[]> {
      if (uuids.length === 0) return [];
      const rows = await model.find({ _id: trusted({ $in: [...new Set(uuids)] }) }).lean<ProfileDocument[]>();
      return rows.map(fromDocument);
    },

    /** In the order of names. `after` is the last name of the page before. */
    async list(after: string | null, limit: number): Promise<NotificationProfile[]> {
      const rows = await model
        .find(after === null ? {} : { name: trusted({ $gt: after }) })
        .sort({ name: 1 })
        .limit(limit)
        .lean<ProfileDocument[]>();
      return rows.map(fromDocument);
    },

    /** `profile.revision` is the next one. False when the stored profile is not at `seenRevision` (or is gone). */
    async replace(profile: NotificationProfile, seenRevision: number): Promise<boolean> {
      const { _id, ...fields } = toDocument(profile);
      const { matchedCount } = await refusingTakenNames(profile.name, () =>
        model.updateOne({ _id, revision: seenRevision }, { $set: fields }),
      );
      return matchedCount > 0;
    },

    /** False as in `replace`. */
    async remove(uuid: string, seenRevision: number): Promise<boolean> {
      const { deletedCount } = await model.deleteOne({ _id: uuid, revision: seenRevision });
      return deletedCount > 0;
    },

    /** Profiles that name a user, group or role as recipient, by name, at most 100: for the refusal to delete it. */
    async recipientsOf(uuid: string): Promise<{ uuid: string; name: string }[]> {
      const rows = await model
        .find({ recipients: uuid }, { name: 1 })
        .limit(100)
        .lean<{ _id: string; name: string }[]>();
      return rows.map(({ _id, name }) => ({ uuid: _id, name })).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

function toDocument({ uuid, ...fields }: NotificationProfile): ProfileDocument {
  return { _id: uuid, ...fields };
}

function fromDocument({ _id, ...fields }: ProfileDocument): NotificationProfile {
  return { uuid: _id, ...fields };
}

async function refusingTakenNames<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) {
      throw new CertloomError('name_taken', `A notification profile named "${name}" exists already.`);
    }
    throw error;
  }
}
