import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

/** Who holds a lock. */
export interface ScriptLockHolder {
  readonly runId: string;
  readonly processId: string;
}

interface LockDocument extends ScriptLockHolder {
  /** The name of the lock. */
  readonly _id: string;
  readonly since: Date;
}

const schema = new Schema<LockDocument>(
  { _id: String, runId: String, processId: String, since: Date },
  { versionKey: false, strict: 'throw' },
);

/** Locks that scripts name: whoever writes the row has it, until the row is gone. */
export function createScriptLockStore(db: Connection) {
  const locks = collectionOf(modelOf(db, 'script_locks', schema));
  return {
    /** Null: it is ours now; else who has it. */
    async take(name: string, holder: ScriptLockHolder, since: Date): Promise<ScriptLockHolder | null> {
      try {
        await locks.insertOne({ _id: name, ...holder, since });
        return null;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const row = await locks.findOne({ _id: name });
        return row === null ? { runId: '', processId: '' } : { runId: row.runId, processId: row.processId };
      }
    },

    /** Frees it, where this run has it. */
    async release(name: string, { runId, processId }: ScriptLockHolder): Promise<void> {
      await locks.deleteOne({ _id: name, runId, processId });
    },
  };
}

export type ScriptLockStore = ReturnType<typeof createScriptLockStore>;
