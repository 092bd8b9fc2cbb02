import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { connectStore } from '../../../src/store/database/connection';

/** A database of its own on the servers of the test run. Call `buildIndexes` once the stores are made. */
export async function openDatabase(): Promise<{
  readonly db: Connection;
  readonly buildIndexes: () => Promise<void>;
  readonly close: () => Promise<void>;
}> {
  const server = process.env['CERTLOOM_TEST_MONGODB_URI'];
  if (server === undefined) throw new Error('CERTLOOM_TEST_MONGODB_URI is needed');
  const db = await connectStore(`${server.replace(/\/$/, '')}/notifications_${randomUUID().slice(0, 8)}`);
  return {
    db,
    async buildIndexes() {
      for (const model of Object.values(db.models)) await model.createIndexes();
    },
    async close() {
      await db.dropDatabase();
      await db.close();
    },
  };
}
