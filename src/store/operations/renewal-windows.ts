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
  /** Of the certificate. */
  readonly notAfter: Date | null;
}

type WindowDocument = Omit<KnownWindow, 'certificate'> & { readonly _id: string };

const schema = new Schema<WindowDocument>(
  { _id: String, window: Schema.Types.Mixed, nextLookAt: Date, notAfter: Date },
  { versionKey: false, strict: 'throw', minimize: false },
);
// Nobody looks for one long after.
schema.index({ nextLookAt: 1 }, { expireAfterSeconds: 400 * 86_400 });

schema.index({ notAfter: 1 });

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

    /** The end of the certificate that lives longest of those whose window is over; null: there is none. */
    async furthestEnd(at: Date): Promise<Date | null> {
      const [row] = await rows
        .find({ notAfter: { $gt: at }, 'window.end': { $lte: at } }, { projection: { notAfter: 1 } })
        .sort({ notAfter: -1 })
        .limit(1)
        .toArray();
      return row?.notAfter ?? null;
    },

    async save({ certificate, ...fields }: KnownWindow): Promise<void> {
      await rows.updateOne({ _id: certificate }, { $set: fields }, { upsert: true });
    },
  };
}
