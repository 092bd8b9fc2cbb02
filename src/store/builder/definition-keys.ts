import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

interface KeyDocument {
  /** Type, and uuid of the key; of the global one an empty uuid. */
  readonly _id: string;
  readonly definition: string;
  readonly at: Date;
}

const schema = new Schema<KeyDocument>(
  { _id: String, definition: String, at: Date },
  { versionKey: false, strict: 'throw' },
);
schema.index({ definition: 1 });

export type DefinitionKeyStore = ReturnType<typeof createDefinitionKeyStore>;

/**
 * Which definition a key of an enrollment or revocation leads to: one row for a key, so that no two can be published for
 * it. Rows, not an index over definitions: the embedded store remembers unique keys that an update has taken away.
 */
export function createDefinitionKeyStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'definition_keys', schema));
  return {
    /** Takes a key; the definition that has it, where that is another one. */
    async take(
      key: string,
      definition: string,
      at: Date,
    ): Promise<{ readonly holder: string; readonly at: Date } | null> {
      try {
        await rows.updateOne({ _id: key }, { $setOnInsert: { definition, at } }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const found = await rows.findOne({ _id: key });
      if (found?.definition === definition) return null;
      return { holder: found?.definition ?? '', at: found?.at ?? at };
    },

    /** Takes it from one that does not hold it any more; false where somebody was quicker. */
    async takeOver(key: string, from: string, definition: string, at: Date): Promise<boolean> {
      const { matchedCount } = await rows.updateOne({ _id: key, definition: from }, { $set: { definition, at } });
      return matchedCount > 0;
    },

    /** Gives all keys of a definition back but these. */
    async keepOnly(definition: string, keys: readonly string[]): Promise<void> {
      await rows.deleteMany({ definition, _id: { $nin: [...keys] } });
    },
  };
}
