import { Schema, trusted, type Connection } from 'mongoose';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { withoutSecrets, type ProfileVersion } from '../../domain/notifications/versioning';
import { collectionOf } from '../database/collection';
import { countRows, type Count } from '../database/count';
import { modelOf } from '../database/connection';

type VersionDocument = ProfileVersion & { readonly _id: string; readonly profile: string };

const mixed = Schema.Types.Mixed;
const schema = new Schema<VersionDocument>(
  {
    _id: String,
    profile: { type: String, required: true },
    version: { type: Number, required: true },
    savedAt: { type: Date, required: true },
    recipientType: { type: String, required: true },
    recipients: [String],
    recipientAttribute: { type: String, default: null },
    channels: { type: mixed, required: true },
    frequency: { type: String, default: null },
    repetitions: { type: Number, default: null },
    escalationSteps: { type: mixed, required: true },
    quietHours: { type: mixed, default: null },
    include: { type: mixed, required: true },
    mode: { type: String, required: true },
    templates: { type: mixed, required: true },
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ profile: 1, version: -1 });

/** Every version a notification profile ever had, never changed and never deleted with it. Without secrets. */
export function createNotificationProfileVersionStore(db: Connection) {
  const model = modelOf(db, 'notification_profile_versions', schema);

  return {
    /** Keeps the profile's present version. Repeatable: a version that is there stays as it is. */
    async keep(profile: NotificationProfile): Promise<void> {
      const { uuid } = profile;
      const fields = { profile: uuid, ...withoutSecrets(profile) };
      await collectionOf(model).updateOne(
        { _id: `${uuid}:${profile.version}` },
        { $setOnInsert: fields },
        { upsert: true },
      );
    },

    /** Newest first. `before` is the last version of the page before. */
    async list(profile: string, before: number | null, limit: number): Promise<ProfileVersion[]> {
      const rows = await model
        .find(before === null ? { profile } : { profile, version: trusted({ $lt: before }) })
        .sort({ version: -1 })
        .limit(limit)
        .lean<VersionDocument[]>();
      return rows.map(toVersion);
    },

    count: (profile: string): Promise<Count> => countRows(collectionOf(model), { profile }),

    async find(profile: string, version: number): Promise<ProfileVersion | null> {
      const row = await model.findById(`${profile}:${version}`).lean<VersionDocument>();
      return row === null ? null : toVersion(row);
    },
  };
}

function toVersion({ _id, profile: _profile, ...version }: VersionDocument): ProfileVersion {
  return version;
}
