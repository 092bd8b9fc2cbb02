import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

/** How far a definition has read the changes of a collection. */
export interface CollectionCursor {
  readonly definition: string;
  readonly collection: string;
  /** The number of the last change that it has dealt with. */
  readonly seq: number;
}

interface CursorDocument extends CollectionCursor {
  readonly _id: string;
}

const schema = new Schema<CursorDocument>(
  { _id: String, definition: String, collection: { type: String }, seq: Number },
  { versionKey: false, strict: 'throw', suppressReservedKeysWarning: true },
);

const idOf = ({ definition, collection }: Omit<CollectionCursor, 'seq'>) => `${definition}:${collection}`;

/** One row for each definition and collection that it watches: it stays while the definition is disabled. */
export function createCollectionCursorStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'collection_cursors', schema));
  return {
    async find(definition: string, collection: string): Promise<CollectionCursor | null> {
      const row = await rows.findOne({ _id: idOf({ definition, collection }) });
      return row === null ? null : fromDocument(row);
    },

    async all(): Promise<CollectionCursor[]> {
      return (await rows.find({}).toArray()).map(fromDocument);
    },

    /** One that is there stays where it is. */
    async add(cursor: CollectionCursor): Promise<void> {
      try {
        await rows.updateOne({ _id: idOf(cursor) }, { $setOnInsert: { ...cursor } }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    /** Only forward. */
    async move({ seq, ...of }: CollectionCursor): Promise<void> {
      await rows.updateOne({ _id: idOf(of) }, { $max: { seq } });
    },

    async remove(definition: string, collection: string): Promise<void> {
      await rows.deleteOne({ _id: idOf({ definition, collection }) });
    },
  };
}

export type CollectionCursorStore = ReturnType<typeof createCollectionCursorStore>;

function fromDocument({ definition, collection, seq }: CursorDocument): CollectionCursor {
  return { definition, collection, seq };
}
