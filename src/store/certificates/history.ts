import { Schema, trusted, type Connection } from 'mongoose';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

interface HistoryDocument extends Omit<CertificateHistoryEntry, 'id'> {
  readonly _id: string;
}

const text = { type: String, required: true };
const schema = new Schema<HistoryDocument>(
  {
    _id: String,
    certificate: text,
    created: { type: Date, required: true },
    createdBy: { uuid: { type: String, default: null }, name: text },
    event: text,
    status: text,
    message: { type: String, default: '' },
    additionalInformation: Schema.Types.Mixed,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ certificate: 1, created: -1, _id: -1 });

export interface HistoryPosition {
  readonly created: Date;
  readonly id: string;
}

/** What happened to each certificate. Outlives the certificate, so that its deletion can be looked up. */
export function createCertificateHistoryStore(db: Connection) {
  const model = modelOf(db, 'certificate_history', schema);
  const collection = collectionOf(model);
  return {
    /** Entries that are there already stay as they are. */
    async add(entries: readonly CertificateHistoryEntry[]): Promise<void> {
      if (entries.length === 0) return;
      await insertIgnoringDuplicates(
        collection,
        entries.map(({ id, ...entry }) => ({ _id: id, ...entry })),
      );
    },

    /** Takes back entries of what turned out not to have happened. */
    async remove(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await collection.deleteMany({ _id: { $in: [...ids] } });
    },

    count: (certificate: string): Promise<Count> => countRows(collection, { certificate }),

    /** Newest first. One certificate has few entries, so a plain page of its index range is bounded. */
    async list(
      certificate: string,
      after: HistoryPosition | undefined,
      limit: number,
    ): Promise<CertificateHistoryEntry[]> {
      const newestFirst = { certificate: 1, created: -1, _id: -1 } as const;
      const tied =
        after === undefined
          ? []
          : await model
              .find({ certificate, created: after.created, _id: trusted({ $lt: after.id }) })
              .sort(newestFirst)
              .limit(limit)
              .lean();
      const wanted = limit - tied.length;
      // A limit of 0 would mean no limit.
      const older =
        wanted === 0
          ? []
          : await model
              .find({ certificate, ...(after === undefined ? {} : { created: trusted({ $lt: after.created }) }) })
              .sort(newestFirst)
              .limit(wanted)
              .lean();
      return [...tied, ...older].map(({ _id, ...entry }) => ({ id: _id, ...entry }));
    },
  };
}

export type CertificateHistoryStore = ReturnType<typeof createCertificateHistoryStore>;
