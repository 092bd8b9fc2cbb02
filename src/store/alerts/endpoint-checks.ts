import { Schema, type Connection } from 'mongoose';
import type { StoredEndpointCheck } from '../../domain/alerts/endpoint';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

type CheckDocument = Omit<StoredEndpointCheck, 'id'> & { readonly _id: string };

const schema = new Schema<CheckDocument>(
  {
    ...{
      _id: String,
      alertId: String,
      at: Date,
      state: String,
      thisUpdate: Date,
      nextUpdate: Date,
      detail: String,
      since: Date,
    },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ alertId: 1, at: -1, _id: -1 });
schema.index({ at: 1 });

export interface CheckPosition {
  readonly at: Date;
  readonly id: string;
}

export type EndpointCheckStore = ReturnType<typeof createEndpointCheckStore>;

/** Every look at a list or a responder. */
export function createEndpointCheckStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'endpoint_checks', schema));

  return {
    /** Keeps the row that an earlier attempt wrote. */
    async add({ id, ...check }: StoredEndpointCheck): Promise<void> {
      try {
        await rows.updateOne({ _id: id }, { $setOnInsert: check }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async find(id: string): Promise<StoredEndpointCheck | null> {
      const row = await rows.findOne({ _id: id });
      return row === null ? null : fromDocument(row);
    },

    /** Newest first. */
    async list(alertId: string, after: CheckPosition | undefined, limit: number): Promise<StoredEndpointCheck[]> {
      const behind =
        after === undefined
          ? {}
          : {
              $and: [{ at: { $lte: after.at } }, { $or: [{ at: { $lt: after.at } }, { _id: { $lt: after.id } }] }],
            };
      const found = await rows
        .find({ alertId, ...behind })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    count: (alertId: string): Promise<Count> => countRows(rows, { alertId }),

    async last(alertId: string): Promise<StoredEndpointCheck | null> {
      const [row] = await rows.find({ alertId }).sort({ at: -1, _id: -1 }).limit(1).toArray();
      return row === undefined ? null : fromDocument(row);
    },

    async removeOlder(before: Date): Promise<void> {
      await rows.deleteMany({ at: { $lt: before } });
    },

    async removeOf(alertId: string): Promise<void> {
      await rows.deleteMany({ alertId });
    },
  };
}

/** Rows of before have no `thisUpdate`. */
function fromDocument({ _id, thisUpdate = null, ...check }: CheckDocument): StoredEndpointCheck {
  return { id: _id, thisUpdate, ...check };
}
