import { Schema, type Connection } from 'mongoose';
import type { VariableRef } from '../../domain/builder/visit-state';
import { collectionOf, type Row } from '../database/collection';
import { modelOf } from '../database/connection';

interface VariableDocument extends Row {
  readonly instance: string;
  /** As JSON text: names inside it are anybody's. */
  readonly json: string;
}

const schema = new Schema<VariableDocument>(
  { _id: String, instance: String, json: String },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ instance: 1 });

/**
 * Values of variables. A row is never changed by another visit: an instance names those that count, so that what a visit
 * sets becomes visible with the step after it, and a restart sees the values of before.
 */
export function createVariableStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'builder_variables', schema));
  return {
    /** @param key of the visit that sets them */
    async write(instance: string, key: string, values: Readonly<Record<string, unknown>>): Promise<VariableRef[]> {
      const refs: VariableRef[] = [];
      for (const [name, value] of Object.entries(values)) {
        const ref = `${key}:${name}`;
        await rows.replaceOne({ _id: ref }, { instance, json: JSON.stringify(value ?? null) }, { upsert: true });
        refs.push({ name, ref });
      }
      return refs;
    },

    async read(refs: readonly VariableRef[]): Promise<Record<string, unknown>> {
      if (refs.length === 0) return {};
      const found = await rows.find({ _id: { $in: refs.map(({ ref }) => ref) } }).toArray();
      const texts = new Map(found.map(({ _id, json }) => [_id, json]));
      return Object.fromEntries(
        refs.flatMap(({ name, ref }): [string, unknown][] => {
          const text = texts.get(ref);
          return text === undefined ? [] : [[name, JSON.parse(text)]];
        }),
      );
    },

    async removeOf(instances: readonly string[]): Promise<void> {
      if (instances.length > 0) await rows.deleteMany({ instance: { $in: [...instances] } });
    },
  };
}

export type VariableStore = ReturnType<typeof createVariableStore>;
