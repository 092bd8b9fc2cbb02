/**
 * Every process is killed in turn while operations, discoveries, validations and approvals are under way. 8 of each on
 * every build; `npm run test:long -- events` takes 100 of each through the same code.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Connection } from 'mongoose';
import { connectStore } from '../../src/store/database/connection';
import { createRandom } from '../hostile/generate';
import { countsOf, expectedCounts, statusChanges } from './events-counts';
import { createEventsWork } from './events-work';
import { createPatientClient } from './patient-client';
import { freePort, type Part } from './victim';
import { victimOfFile } from './victim-of-file';
import { createWorkerBeside } from './worker-beside';

const isLong = process.env['CERTLOOM_TEST_LONG'] === '1';
const ofEach = Number(process.env['CERTLOOM_TEST_OF_EACH'] ?? (isLong ? 100 : 8));
const turns = isLong ? 4 : 1;
const inTurn: readonly (Part | 'second worker')[] = ['product', 'second worker', 'MongoDB server', 'Temporal server'];
const kills = Array.from({ length: turns }, () => inTurn).flat();
const seed = Number(process.env['CERTLOOM_TEST_SEED'] ?? randomBytes(3).readUIntBE(0, 3));
/** Leases and pauses of the engine, the restart of what was lost, and a busy machine. */
const settleLimitMs = 240_000;
const say = (text: string) => process.stderr.write(`[events crash] ${text}\n`);

describe('killed while everything is under way', () => {
  // The second worker finds the engines again at the same place.
  const fixed: Record<string, string> = {
    CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1',
    CERTLOOM_MASTER_KEY: randomBytes(32).toString('hex'),
  };
  beforeAll(async () => {
    fixed['CERTLOOM_MONGO_PORT'] = String(await freePort());
    fixed['CERTLOOM_TEMPORAL_PORT'] = String(await freePort());
  });
  // Before the product, whose engines it works on.
  afterAll(() => second.stop());
  const victim = victimOfFile(() => fixed);
  const second = createWorkerBeside(() => ({
    ...fixed,
    CERTLOOM_ADMIN_KEY: victim.adminKey,
    CERTLOOM_PUBLIC_URL: victim().url,
    CERTLOOM_DATA_DIR: path.join(victim.dataDir, 'second'),
    MONGODB_URI: victim().addresses().mongoUri,
    TEMPORAL_ADDRESS: victim().addresses().temporalAddress,
  }));

  async function read<T>(work: (db: Connection) => Promise<T>): Promise<T | undefined> {
    const db = await connectStore(victim().addresses().mongoUri).catch(() => undefined);
    try {
      return db === undefined ? undefined : await work(db);
    } finally {
      await db?.close().catch(() => undefined);
    }
  }

  it('E07 figure-R12 loses and doubles no order, signature, revocation, decision, row or event', async () => {
    say(`${ofEach} of each, ${kills.length} kills, seed ${seed}: CERTLOOM_TEST_SEED has the same moments again`);
    const random = createRandom(seed);
    const { prepare, kinds } = createEventsWork(
      createPatientClient(() => ({ url: victim().url, key: victim.adminKey })),
    );
    const scene = await prepare(victim().url, ofEach);
    second.start();

    const work: Promise<void>[] = [];
    let done = 0;
    const begin = (index: number, inMs: number) => {
      for (const kind of kinds) {
        const one = sleep(inMs)
          .then(() => kind(scene, index))
          .then(() => void (done += 1));
        // Heard at the end, with all others.
        one.catch(() => undefined);
        work.push(one);
      }
    };
    const startedAt = Date.now();
    for (const [turn, part] of [...kills, undefined].entries()) {
      const upTo = Math.ceil(((turn + 1) * ofEach) / (kills.length + 1));
      for (let index = work.length / kinds.length, place = 0; index < upTo; index += 1, place += 1)
        begin(index, place * 60);
      if (part === undefined) break;
      const afterMs = 50 + random(1_200);
      await sleep(afterMs);
      say(`killing the ${part} ${afterMs} ms into turn ${turn + 1}: ${work.length} begun, ${done} done`);
      if (part === 'second worker') second.kill();
      else await victim().kill(part);
      await sleep(500);
      await victim().ready();
    }
    await Promise.all(work);
    say(`all ${work.length} done after ${Math.round((Date.now() - startedAt) / 1_000)} s`);

    const expected = expectedCounts(ofEach);
    let counts = await read(countsOf);
    for (const until = Date.now() + settleLimitMs; !isDeepStrictEqual(counts, expected) && Date.now() < until;) {
      await sleep(1_000);
      counts = await read(countsOf);
    }
    say(JSON.stringify(counts));
    if (!isDeepStrictEqual(counts, expected)) {
      for (const log of ['product.log', 'second/worker.log'])
        say(readFileSync(path.join(victim.dataDir, log), 'utf8').slice(-4_000));
    }
    expect(counts).toEqual(expected);
    const changed = (await read(statusChanges))!;
    say(`${[...changed.values()].reduce((sum, one) => sum + one, 0)} changes of status, each told once`);
    expect([...scene.toValidate, ...scene.toRevoke].filter((uuid) => !changed.has(uuid))).toEqual([]);
  }, 3_600_000);
});
