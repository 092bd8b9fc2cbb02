import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

interface LabelDocument {
  readonly _id: string;
  readonly kind: string;
  readonly object: string;
  /** `key=value`, sorted. */
  readonly labels: readonly string[];
}

const schema = new Schema<LabelDocument>(
  { _id: String, kind: String, object: String, labels: [String] },
  { versionKey: false, strict: 'throw' },
);
schema.index({ kind: 1 });

/** Labels of the documents that objects were applied from; an object without a row has none. */
export function createLabelStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'configuration_labels', schema));
  const idOf = (kind: string, object: string) => `${kind} ${object}`;
  return {
    /** Of all objects of a kind, by what they are known as. */
    async of(kind: string): Promise<ReadonlyMap<string, readonly string[]>> {
      const found = await rows.find({ kind }).toArray();
      return new Map(found.map(({ object, labels }) => [object, labels]));
    },

    async put(kind: string, object: string, labels: readonly string[]): Promise<void> {
      const _id = idOf(kind, object);
      if (labels.length === 0) await rows.deleteOne({ _id });
      else await rows.updateOne({ _id }, { $set: { kind, object, labels: [...labels] } }, { upsert: true });
    },
  };
}

export type LabelStore = ReturnType<typeof createLabelStore>;
