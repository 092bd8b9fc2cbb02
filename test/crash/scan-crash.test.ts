/** Product, database and workflow engine die in the middle of a scan; nothing is lost or repeated. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Connection } from 'mongoose';
import { connectStore } from '../../src/store/database/connection';
import { eventually } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { createRandom } from '../hostile/generate';
import {
  entriesInFiles,
  expectedNotices,
  noticesCounted,
  noticesSent,
  outcomeOf,
  progressOf,
  watchesAstray,
  type Told,
} from './scan-facts';
import type { Part } from './victim';
import { victimOfFile } from './victim-of-file';

const seed = Number(process.env['CERTLOOM_TEST_SEED'] ?? randomBytes(3).readUIntBE(0, 3));
const expiring = 480;
const outside = 60;
const bundleSize = 180;
const kills: readonly Part[] = ['product', 'MongoDB server', 'product', 'product', 'Temporal server'];
/** Work that a kill interrupted is taken up by timeouts of up to a minute; nobody waits for that between kills. */
const patienceMs = 3_000;
/** The lease of a delivery, the pauses of the engine, and a busy machine. */
const settleLimitMs = 150_000;
const dayMs = 86_400_000;
const say = (text: string) => process.stderr.write(`[scan crash] ${text}\n`);

describe('killed in the middle of a scan', () => {
  const victim = victimOfFile();

  const sayLog = () => say(readFileSync(path.join(victim.dataDir, 'product.log'), 'utf8').slice(-4_000));

  async function call(method: string, pathname: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${victim().url}/api/v1${pathname}`, {
      method,
      headers: { authorization: `Bearer ${victim.adminKey}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (response.status >= 300) throw new Error(`${method} ${pathname}: ${response.status} ${text}`);
    const etag = response.headers.get('etag') ?? '';
    return { etag, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  }
  const made = async (pathname: string, body: unknown) => String((await call('POST', pathname, body)).body['uuid']);

  /** Reads afresh each time: the server and its port may be other ones by then. */
  async function read<T>(work: (db: Connection) => Promise<T>): Promise<T | undefined> {
    const db = await connectStore(victim().addresses().mongoUri).catch(() => undefined);
    try {
      return db === undefined ? undefined : await work(db);
    } catch {
      return undefined;
    } finally {
      await db?.close().catch(() => undefined);
    }
  }

  /** Two profiles, one of which has no step for most certificates; no scan but those that are asked for. */
  async function configure(): Promise<Told[]> {
    const settings = await call('GET', '/settings');
    const yearly = { ...settings.body, expirationScan: { cron: '0 0 1 1 *' } };
    await call('PUT', '/settings', yearly, { 'if-match': settings.etag });
    const told: Told[] = [];
    for (const steps of [[30, 14, 7, 1], [10]]) {
      const profile = await made('/notification-profiles', {
        name: `steps ${steps.join()}`,
        recipientType: 'none',
        channels: [{ type: 'eventLog' }],
        escalationSteps: steps.map((days) => ({ before: `P${days}D` })),
      });
      told.push({ profile, steps });
    }
    const trigger = await made('/triggers', {
      ...{ name: 'tell', event: 'certificate_expiring', kind: 'action' },
      actions: [{ id: 'tell', type: 'sendNotification', profiles: told.map(({ profile }) => profile) }],
    });
    await call('PUT', '/trigger-sets/certificate_expiring', { ignore: [], actions: [trigger] });
    return told;
  }

  /** Never within an hour of a step, so that it is clear on which side of it a certificate is. */
  async function fill(random: (below: number) => number): Promise<void> {
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
    const ends = Array.from({ length: expiring + outside }, (_, index) =>
      inHours((index < expiring ? random(30) : 40 + random(50)) * 24 + 2 + random(20)),
    );
    const pems = ends.map((notAfter) => toPem(buildCertificate({ notAfter })));
    for (let from = 0; from < pems.length; from += bundleSize) {
      const bundle = pems.slice(from, from + bundleSize).join('');
      await call('POST', '/certificates/upload', bundle, { 'content-type': 'application/x-pem-file' });
    }
  }

  /** Asks for a scan until one has begun that is newer than those before. */
  async function beginScan(before: number): Promise<void> {
    await eventually(
      'the beginning of a scan',
      async () => {
        await call('POST', '/expiration-scan/run').catch(() => undefined);
        for (let looks = 0; looks < 200; looks += 1) {
          const outcome = await read(outcomeOf);
          if (outcome !== undefined && outcome.scans.length > before) return true;
          await sleep(50);
        }
        return false;
      },
      60_000,
    );
  }

  it('X06 tells each certificate once for each profile and step', async () => {
    say(`seed ${seed}: set CERTLOOM_TEST_SEED to have the same certificates and moments`);
    const random = createRandom(seed);
    const told = await configure();
    await fill(random);
    const startedAt = new Date();
    const watched = (await read((db) =>
      db
        .collection('certificates')
        .find({ notAfter: { $lte: new Date(startedAt.getTime() + 30 * dayMs) } })
        .toArray(),
    ))!.map(({ _id, notAfter }) => ({ uuid: String(_id), notAfter: notAfter as Date }));
    expect(watched).toHaveLength(expiring);
    const expected = expectedNotices(watched, told, startedAt);
    const whole = expiring + expected.length;

    const seconds = () => Math.round((Date.now() - startedAt.getTime()) / 1_000);
    await beginScan(0);
    for (const [index, part] of kills.entries()) {
      // The first while certificates are being looked at, the others while notices are opened and sent.
      if (index === 0) await sleep(random(400));
      const share = index === 0 ? 0 : index - 1 + random(1_000) / 1_000;
      const moment = Math.floor((whole * share) / kills.length);
      const until = Date.now() + patienceMs;
      let reached = 0;
      while (Date.now() < until && reached < moment) {
        reached = Math.max(reached, (await read(progressOf)) ?? 0);
        await sleep(20);
      }
      const { scans } = (await read(outcomeOf)) ?? {};
      say(
        `killing the ${part} after ${seconds()} s at ${reached} of ${whole}, wanted at ${moment}; scan ${scans?.[0]}`,
      );
      await victim().kill(part);
      await victim().ready();
    }

    const settled = {
      scans: ['finished'],
      ...{ firings: expiring, firedOnce: expiring, openClaims: 0 },
      ...{ deliveries: expected.length, delivered: expected.length },
    };
    const until = Date.now() + settleLimitMs;
    let outcome = await read(outcomeOf);
    while (!isDeepStrictEqual(outcome, settled) && Date.now() < until) {
      await sleep(500);
      outcome = await read(outcomeOf);
    }
    if (Date.now() > until) sayLog();
    expect(outcome).toEqual(settled);

    const sent = (await read(noticesSent))!;
    expect([...sent.keys()].sort()).toEqual([...expected].sort());
    expect([...sent.values()].filter((keys) => keys.length !== 1)).toEqual([]);
    expect((await read(noticesCounted))!.sort()).toEqual([...expected].sort());
    expect(await read(watchesAstray)).toEqual([]);
    const keys = [...sent.values()].flat().sort();
    const lines = entriesInFiles(victim.dataDir);
    say(`${keys.length} notices, settled ${seconds()} s after the scan began`);
    expect([...new Set(lines)].sort()).toEqual(keys);
    say(`${lines.length - keys.length} entries came again under a key that the log had before`);

    await beginScan(1);
    const again = await eventually(
      'the end of the second scan',
      async () => {
        const now = await read(outcomeOf);
        return now !== undefined && now.scans.every((status) => status === 'finished') && now;
      },
      60_000,
    );
    expect(again).toEqual({ ...settled, scans: ['finished', 'finished'] });
    const { latest } = (await call('GET', '/expiration-scan')).body as { latest: { counts: object } };
    expect(latest.counts).toMatchObject({ due: expiring, fired: 0 });
  }, 600_000);
});
