import { Schema, type Connection } from 'mongoose';
import { modelOf } from './connection';

/** Collections whose content processes keep in memory for a moment. */
export type ChangedCollection =
  | 'alerts'
  | 'users'
  | 'roles'
  | 'api_keys'
  | 'groups'
  | 'identity_providers'
  | 'ra_profiles'
  | 'authorities'
  | 'certificate_profiles'
  | 'collections'
  | 'connections'
  | 'custom_attributes'
  | 'definitions'
  | 'approval_profiles'
  | 'scheduled_jobs'
  | 'plugins'
  | 'secrets'
  | 'sessions'
  | 'ssh_keys'
  | 'settings'
  | 'discoveries';

type Listener = (collection: ChangedCollection) => void;

const schema = new Schema<{ _id: string; revision: number }>(
  { _id: String, revision: { type: Number, required: true } },
  { versionKey: false, strict: 'throw' },
);
const id = 'directory';
const listeners = new WeakMap<Connection, Set<Listener>>();

/**
 * Tells of writes: at once inside this process, and by one number in the database that other processes compare. All
 * stores on one connection share it.
 */
export function changesOf(db: Connection) {
  const model = modelOf(db, 'directory_revision', schema);
  const own = listeners.get(db) ?? new Set<Listener>();
  listeners.set(db, own);
  return {
    /** Called after the write it announces. */
    async announce(collection: ChangedCollection): Promise<void> {
      for (const listener of own) listener(collection);
      await model.updateOne({ _id: id }, { $inc: { revision: 1 } }, { upsert: true });
    },

    onChange(listener: Listener): void {
      own.add(listener);
    },

    /** Rises with every write of any process; 0 before the first. */
    async revision(): Promise<number> {
      const row = await model.findById(id).lean();
      return row?.revision ?? 0;
    },
  };
}

export type Changes = ReturnType<typeof changesOf>;
