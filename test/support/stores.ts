import type { Connection } from 'mongoose';
import { ensureIndexes } from '../../src/store/database/indexes';
import { createStores, type Stores } from '../../src/store/stores';
import { openDatabase, type TestDatabase } from './database';

export interface StoresOfTest {
  (): Stores;
  db(): Connection;
}

/** All stores with their indexes, on a new database for each test of a file. */
export function storesOfEachTest(now: () => Date): StoresOfTest {
  let opened: { database: TestDatabase; stores: Stores } | undefined;
  beforeEach(async () => {
    const database = await openDatabase();
    opened = { database, stores: createStores(database.db, now) };
    await ensureIndexes(database.db);
  });
  afterEach(() => opened?.database.close());
  const present = () => {
    if (opened === undefined) throw new Error('the database of this test is not open');
    return opened;
  };
  return Object.assign(() => present().stores, { db: () => present().database.db });
}

/** What a back-fill works with in a test: no pauses, and nobody who calls it off. */
export const alone = { pace: { rest: async () => undefined }, signal: new AbortController().signal };
