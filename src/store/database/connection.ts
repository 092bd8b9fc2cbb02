import os from 'node:os';
import mongoose, { type Connection, type Model, type Schema } from 'mongoose';
import { withObservedWrites } from './writes';

mongoose.set('sanitizeFilter', true);
mongoose.set('strictQuery', 'throw');

/** MongoDB's code for a violated unique index, on insert and on update. */
export const duplicateKey = 11000;

export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === duplicateKey;
}

/**
 * Opens one connection pool. Indexes are not built here: `ensureIndexes` does it once, before data.
 * @param uri a MongoDB connection string with the database's name
 */
export async function connectStore(uri: string): Promise<Connection> {
  const db = mongoose.createConnection(uri, {
    autoIndex: false,
    autoCreate: false,
    serverSelectionTimeoutMS: 5_000,
    // A server that stopped answering is noticed within these two together, and callers are told: their patience ends
    // at about half a minute. The driver's own 10 and 30 s would leave them waiting.
    heartbeatFrequencyMS: 4_000,
    connectTimeoutMS: 8_000,
    maxPoolSize: 40,
    ignoreUndefined: true,
    // The driver would fetch it by a dynamic import, which jest's module loader does not know.
    runtimeAdapters: { os },
  });
  await db.asPromise();
  return db;
}

/**
 * The model of a collection on this connection, made at the first call. Schemas have `_id: String` where the key is
 * natural or a uuid, `versionKey: false` and `strict: 'throw'`; reads are `.lean()`.
 */
export function modelOf<T>(db: Connection, name: string, schema: Schema<T>): Model<T> {
  const known = db.models[name] as Model<T> | undefined;
  if (known !== undefined) return known;
  const model = db.model<T>(name, schema, name);
  withObservedWrites(db, model.collection);
  return model;
}
