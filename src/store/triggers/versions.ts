import { Schema, trusted, type Connection } from 'mongoose';
import type { Trigger } from '../../domain/triggers/trigger';
import { collectionOf } from '../database/collection';
import { countRows, type Count } from '../database/count';
import { modelOf } from '../database/connection';
import { fromDocument, toContent, triggerFields, type TriggerContent } from './document';

interface VersionDocument extends TriggerContent {
  readonly _id: string;
  readonly trigger: string;
}

const schema = new Schema<VersionDocument>(
  { _id: String, trigger: { type: String, required: true }, ...triggerFields },
  { versionKey: false, strict: 'throw' },
);

schema.index({ trigger: 1, version: -1 });

export function triggerVersionModel(db: Connection) {
  return modelOf(db, 'trigger_versions', schema);
}

/** Identity of one saved version: `<uuid>:<version>`. */
export function versionId(uuid: string, version: number): string {
  return `${uuid}:${version}`;
}

/** Every version a trigger ever had, never changed and never deleted with it: what the history shows. */
export function createTriggerVersionStore(db: Connection) {
  const model = triggerVersionModel(db);
  const known = new Set<string>();

  return {
    /** Keeps these versions. Repeatable: a version that is there stays as it is. */
    async keep(triggers: readonly Trigger[]): Promise<void> {
      const fresh = triggers.filter(({ uuid, version }) => !known.has(versionId(uuid, version)));
      if (fresh.length === 0) return;
      await model.bulkWrite(
        fresh.map((trigger) => {
          const _id = versionId(trigger.uuid, trigger.version);
          return {
            updateOne: {
              filter: { _id },
              update: { $setOnInsert: { trigger: trigger.uuid, ...toContent(trigger) } },
              upsert: true,
            },
          };
        }),
        { ordered: false },
      );
      if (known.size > 10_000) known.clear();
      for (const { uuid, version } of fresh) known.add(versionId(uuid, version));
    },

    /** Newest first. `before` is the last version of the page before. */
    async list(trigger: string, before: number | null, limit: number): Promise<Trigger[]> {
      const rows = await model
        .find(before === null ? { trigger } : { trigger, version: trusted({ $lt: before }) })
        .sort({ version: -1 })
        .limit(limit)
        .lean();
      return rows.map((row) => fromDocument(row.trigger, row));
    },

    count: (trigger: string): Promise<Count> => countRows(collectionOf(model), { trigger }),

    /** By `<uuid>:<version>`; versions that were never kept are left out. */
    async findMany(ids: readonly string[]): Promise<ReadonlyMap<string, Trigger>> {
      const rows = await model.find({ _id: trusted({ $in: [...new Set(ids)] }) }).lean();
      return new Map(rows.map((row) => [row._id, fromDocument(row.trigger, row)]));
    },
  };
}

export type TriggerVersionStore = ReturnType<typeof createTriggerVersionStore>;
