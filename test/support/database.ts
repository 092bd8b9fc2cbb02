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
  const uri = databaseUri(`certloom_${randomBytes(6).toString('hex')}`);
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

/** Connection string of one database on the server of the test run, with further options such as `monitorCommands=true`. */
export function databaseUri(name: string, ...options: readonly string[]): string {
  const server = process.env['CERTLOOM_TEST_MONGODB_URI'];
  if (server === undefined)
    throw new Error('CERTLOOM_TEST_MONGODB_URI is not set: run through the jest project "engines"');
  const [, origin = server, search = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?(?:\?(.*))?$/.exec(server) ?? [];
  const query = [search, ...options].filter((part) => part !== '').join('&');
  return `${origin}/${name}${query === '' ? '' : `?${query}`}`;
}
