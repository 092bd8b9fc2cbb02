import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { connectStore } from '../../src/store/database/connection';

export interface TestDatabase {
  readonly db: Connection;
  readonly uri: string;
  /** Builds the indexes of all stores that were made on it so far. */
  buildIndexes(): Promise<void>;
  /** Drops it. */
  close(): Promise<void>;
}

/** A database of its own on the server of the test run. */
export async function openDatabase(): Promise<TestDatabase> {
  const server = process.env['CERTLOOM_TEST_MONGODB_URI'];
  if (server === undefined) throw new Error('CERTLOOM_TEST_MONGODB_URI is not set');
  const { origin, search } = splitUri(server);
  const uri = `${origin}/certloom_${randomBytes(6).toString('hex')}${search}`;
  const db = await connectStore(uri);
  return {
    db,
    uri,
    async buildIndexes() {
      await Promise.all(Object.values(db.models).map((model) => model.createIndexes()));
    },
    async close() {
      await db.dropDatabase();
      await db.close();
    },
  };
}

function splitUri(uri: string): { origin: string; search: string } {
  const [, origin = uri, search = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?(\?.*)?$/.exec(uri) ?? [];
  return { origin, search };
}
