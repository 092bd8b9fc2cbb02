import { Schema, type Connection } from 'mongoose';
import { modelOf } from '../database/connection';

const schema = new Schema<{ _id: string; count: number }>(
  { _id: String, count: { type: Number, required: true } },
  { versionKey: false, strict: 'throw' },
);
const id = 'inventory';
/** However much changes, a process writes once in so long. */
const everyMs = 500;
const waiting = new WeakMap<Connection, NodeJS.Timeout>();

/**
 * Says that something of the inventory has changed: one number that rises, for who looks whether there is anything to do.
 * A process that dies may leave a change untold, so nobody relies on it alone.
 */
export function inventoryMarkOf(db: Connection) {
  const model = modelOf(db, 'inventory_mark', schema);
  return {
    /** Called after a write; costs nothing. */
    touch(): void {
      if (waiting.has(db)) return;
      const tell = () => {
        waiting.delete(db);
        model.updateOne({ _id: id }, { $inc: { count: 1 } }, { upsert: true }).catch(() => undefined);
      };
      waiting.set(db, setTimeout(tell, everyMs).unref());
    },

    /** 0 before the first change. */
    async read(): Promise<number> {
      const row = await model.findById(id).lean();
      return row?.count ?? 0;
    },
  };
}

export type InventoryMark = ReturnType<typeof inventoryMarkOf>;

type Work = (...args: readonly unknown[]) => Promise<unknown>;

/** A store whose writes of these names tell of a change once they are done. */
export function touching<S extends object>(db: Connection, store: S, ...writes: readonly (keyof S)[]): S {
  const mark = inventoryMarkOf(db);
  const told = writes.map((name) => {
    const write = store[name] as Work;
    return [
      name,
      async (...args: readonly unknown[]) => {
        const result = await write(...args);
        mark.touch();
        return result;
      },
    ];
  });
  return { ...store, ...(Object.fromEntries(told) as Partial<S>) };
}
