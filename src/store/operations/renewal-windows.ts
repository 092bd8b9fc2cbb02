import { Schema, type Connection } from 'mongoose';
import type { RenewalWindow } from '../../domain/authorities/authority';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

/** What an authority last said of when it wants a certificate renewed. */
export interface KnownWindow {
  readonly certificate: string;
  /** Null: it said nothing. */
  readonly window: Pick<RenewalWindow, 'start' | 'end' | 'explanationUrl'> | null;
  readonly nextLookAt: Date;
}

type WindowDocument = Omit<KnownWindow, 'certificate'> & { readonly _id: string };

const schema = new Schema<WindowDocument>(
  { _id: String, window: Schema.Types.Mixed, nextLookAt: Date },
  { versionKey: false, strict: 'throw', minimize: false },
);
// Nobody looks for one long after.
schema.index({ nextLookAt: 1 }, { expireAfterSeconds: 400 * 86_400 });

export type RenewalWindowStore = ReturnType<typeof createRenewalWindowStore>;

/** Renewal information of authorities, by certificate. */
export function createRenewalWindowStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'renewal_windows', schema));
  return {
    async findMany(certificates: readonly string[]): Promise<Map<string, KnownWindow>> {
      if (certificates.length === 0) return new Map();
      const found = await rows.find({ _id: { $in: [...certificates] } }).toArray();
      return new Map(found.map(({ _id, ...fields }) => [_id, { certificate: _id, ...fields }]));
    },

    async save({ certificate, ...fields }: KnownWindow): Promise<void> {
      await rows.updateOne({ _id: certificate }, { $set: fields }, { upsert: true });
    },
  };
}
