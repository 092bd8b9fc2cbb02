import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startDatabase } from '../../src/embedded/engines';
import { connectStore } from '../../src/store/database/connection';
import { createStores } from '../../src/store/stores';
import { testConfig } from '../support/engines';

/** A person, and most clients, wait half a minute. */
const patienceMs = 25_000;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

it('a database that is frozen refuses in time, and serves once it goes on', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-frozen-'));
  const database = await startDatabase(testConfig(folder, {}), { log: quiet });
  const db = await connectStore(database.mongoUri);
  const groups = () => createStores(db, () => new Date()).groups.all();
  try {
    expect(await groups()).toEqual([]);
    process.kill(database.pid()!, 'SIGSTOP');
    const startedAt = performance.now();
    try {
      await expect(groups()).rejects.toMatchObject({ name: expect.stringMatching(/^Mongo/) });
      expect(performance.now() - startedAt).toBeLessThan(patienceMs);
    } finally {
      process.kill(database.pid()!, 'SIGCONT');
    }
    expect(await groups()).toEqual([]);
  } finally {
    await db.close();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
