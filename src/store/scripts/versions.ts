import { Schema, trusted, type Connection } from 'mongoose';
import type { ScriptVersion } from '../../domain/scripts/script';
import { collectionOf } from '../database/collection';
import { countRows, type Count } from '../database/count';
import { modelOf } from '../database/connection';

/** What a version is without its text. */
export type ListedScriptVersion = Omit<ScriptVersion, 'content'>;
type VersionDocument = ScriptVersion & { readonly _id: string };

const finding = new Schema(
  {
    rule: { type: String, required: true },
    severity: { type: String, required: true },
    line: { type: Number, required: true },
    message: { type: String, required: true },
    instead: { type: String, default: '' },
  },
  { _id: false, strict: 'throw' },
);

export const versionFields = {
  script: { type: String, required: true },
  number: { type: Number, required: true },
  content: { type: String, default: '' },
  sha256: { type: String, required: true },
  strict: { type: Boolean, required: true },
  windows: { type: Boolean, required: true },
  reuse: { type: Boolean, required: true },
  author: { type: String, required: true },
  comment: { type: String, default: '' },
  createdAt: { type: Date, required: true },
  lint: { type: [finding], default: [] },
  lintedBy: { type: String, required: true },
  paramBlock: { type: Schema.Types.Mixed, default: null },
};

const schema = new Schema<VersionDocument>(
  { _id: String, ...versionFields },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ script: 1, number: -1 });

/** Every text that a script has had. None is ever changed; all go with the script. */
export function createScriptVersionStore(db: Connection) {
  const model = modelOf(db, 'script_versions', schema);

  return {
    /** Repeatable: a version that is there stays as it is. */
    async keep(version: ScriptVersion): Promise<void> {
      await collectionOf(model).updateOne(
        { _id: `${version.script}:${version.number}` },
        { $setOnInsert: { ...version, lint: [...version.lint] } },
        { upsert: true },
      );
    },

    /** Newest first. `before` is the last number of the page before. */
    async list(script: string, before: number | null, limit: number): Promise<ListedScriptVersion[]> {
      const rows = await model
        .find(before === null ? { script } : { script, number: trusted({ $lt: before }) }, { content: 0 })
        .sort({ number: -1 })
        .limit(limit)
        .lean<VersionDocument[]>();
      return rows.map(({ _id, ...version }) => version);
    },

    count: (script: string): Promise<Count> => countRows(collectionOf(model), { script }),

    async find(script: string, number: number): Promise<ScriptVersion | undefined> {
      const row = await model.findById(`${script}:${number}`).lean<VersionDocument>();
      if (row === null) return undefined;
      const { _id, ...version } = row;
      return version;
    },

    async removeOf(script: string): Promise<void> {
      await model.deleteMany({ script });
    },
  };
}
