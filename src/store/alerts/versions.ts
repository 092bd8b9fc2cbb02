import { Schema, type Connection } from 'mongoose';
import type { Alert } from '../../domain/alerts/alert';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

interface VersionDocument {
  /** uuid and version. */
  readonly _id: string;
  readonly alert: Alert;
  readonly uuid: string;
  readonly version: number;
}

const schema = new Schema<VersionDocument>(
  { _id: String, alert: Schema.Types.Mixed, uuid: String, version: Number },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ uuid: 1, version: -1 });

export type AlertVersionStore = ReturnType<typeof createAlertVersionStore>;

/** Alerts as they were: a run names the version that it used. */
export function createAlertVersionStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'alert_versions', schema));
  return {
    /** Keeps the version that is there. */
    async keep(alert: Alert): Promise<void> {
      const { uuid, version } = alert;
      try {
        await rows.updateOne(
          { _id: `${uuid}.${version}` },
          { $setOnInsert: { alert, uuid, version } },
          { upsert: true },
        );
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async find(uuid: string, version: number): Promise<Alert | undefined> {
      const row = await rows.findOne({ _id: `${uuid}.${version}` });
      return row === null ? undefined : toAlert(row);
    },

    /** Newest first, behind version `before`. */
    async list(uuid: string, before: number | undefined, limit: number): Promise<Alert[]> {
      const found = await rows
        .find({ uuid, ...(before === undefined ? {} : { version: { $lt: before } }) })
        .sort({ version: -1 })
        .limit(limit)
        .toArray();
      return found.map(toAlert);
    },

    async count(uuid: string): Promise<number> {
      return rows.countDocuments({ uuid });
    },

    async removeOf(uuid: string): Promise<void> {
      await rows.deleteMany({ uuid });
    },
  };
}

/** Rows of an earlier release say less. */
function toAlert({ alert }: VersionDocument): Alert {
  return { ...{ needsCollection: false }, ...alert };
}
