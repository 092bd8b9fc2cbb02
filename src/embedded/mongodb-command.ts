import mongoose from 'mongoose';
import os from 'node:os';

export type Command = (command: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Runs commands on a short connection, or on a few, by default on the `admin` database. */
export async function withCommands(
  uri: string,
  limitMs: number,
  use: (command: Command) => Promise<unknown>,
  { database = 'admin', together = 1 }: { readonly database?: string; readonly together?: number } = {},
): Promise<void> {
  const client = new mongoose.mongo.MongoClient(uri, {
    serverSelectionTimeoutMS: limitMs,
    connectTimeoutMS: limitMs,
    maxPoolSize: together,
    // The driver would fetch it by a dynamic import, which jest's module loader does not know.
    runtimeAdapters: { os },
  });
  try {
    await use((command) => client.db(database).command(command));
  } finally {
    await client.close();
  }
}
