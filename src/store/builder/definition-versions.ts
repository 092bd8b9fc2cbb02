import { Schema, type Connection } from 'mongoose';
import type { DefinitionVersion } from '../../domain/builder/definition';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

interface VersionDocument extends DefinitionVersion {
  /** uuid and version. */
  readonly _id: string;
}

const mixed = Schema.Types.Mixed;
const schema = new Schema<VersionDocument>(
  {
    ...{ _id: String, definition: String, version: Number, content: mixed, savedAt: Date, savedBy: mixed },
    ...{ publishedAt: Date, publishedBy: mixed },
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ definition: 1, version: -1 });

export type DefinitionVersionStore = ReturnType<typeof createDefinitionVersionStore>;

/** Published versions of definitions as they were: none is ever changed. */
export function createDefinitionVersionStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'definition_versions', schema));
  return {
    /** Keeps the version that is there. */
    async keep(version: DefinitionVersion): Promise<void> {
      const _id = `${version.definition}.${version.version}`;
      try {
        await rows.updateOne({ _id }, { $setOnInsert: { ...version } }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async find(definition: string, version: number): Promise<DefinitionVersion | undefined> {
      const found = await rows.findOne({ _id: `${definition}.${version}` });
      return found === null ? undefined : withoutKey(found);
    },

    /** Newest first, behind version `before`. */
    async list(definition: string, before: number | undefined, limit: number): Promise<DefinitionVersion[]> {
      const found = await rows
        .find({ definition, ...(before === undefined ? {} : { version: { $lt: before } }) })
        .sort({ version: -1 })
        .limit(limit)
        .toArray();
      return found.map(withoutKey);
    },

    count: (definition: string): Promise<number> => rows.countDocuments({ definition }),

    async removeOf(definition: string): Promise<void> {
      await rows.deleteMany({ definition });
    },
  };
}

function withoutKey({ _id, ...version }: VersionDocument): DefinitionVersion {
  return version;
}
