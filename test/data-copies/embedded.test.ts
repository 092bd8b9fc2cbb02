/** The command as people run it: out of the folder of an embedded database that is in use, killed, and run again. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { mongo } from 'mongoose';
import { reopenSource, runCopy } from '../../src/process/copy-data';
import type { CopyPlace } from '../../src/process/copy-places';
import { startDatabase, type Database } from '../../src/embedded/engines';
import { testConfig } from '../support/engines';
import { databaseUri } from '../support/database';

const root = path.join(__dirname, '..', '..');
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-copy-'));
  folders.push(folder);
  return folder;
}

const start = (folder: string) =>
  startDatabase(testConfig(folder, {}), { log: { info: () => {}, warn: () => {}, error: () => {} } });

async function withRows<T>(uri: string, use: (rows: mongo.Collection<Row>) => Promise<T>): Promise<T> {
  const client = await mongo.MongoClient.connect(uri, { runtimeAdapters: { os } });
  try {
    return await use(client.db().collection<Row>('bulk'));
  } finally {
    await client.close();
  }
}

interface Row {
  readonly _id: string;
  readonly text: string;
}

/** Ends the command like a power failure the moment it has said this: from outside, a fast copy is over before. */
const killAt = (said: string) =>
  `data:text/javascript,${encodeURIComponent(`
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text, ...rest) => {
    const written = write(text, ...rest);
    if (String(text).includes(${JSON.stringify(said)})) process.kill(process.pid, 'SIGKILL');
    return written;
  };`)}`;

function copy(args: readonly string[], { kill }: { kill?: string } = {}) {
  const preloads = ['--import', 'tsx', ...(kill === undefined ? [] : ['--import', killAt(kill)])];
  const child = spawn(process.execPath, [...preloads, 'certloom.ts', 'copy-data', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', error: '' };
  child.stdout.on('data', (text: Buffer) => void (said.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => void (said.error += text.toString()));
  return new Promise<{ exitCode: number | null; out: string; error: string }>((resolve) =>
    child.on('close', (exitCode) => resolve({ exitCode, ...said })),
  );
}

describe('certloom copy-data', () => {
  it('empties a folder that is in use into another one, through a kill and the stop of the product', async () => {
    const [from, to] = [newFolder(), newFolder()];
    let product: Database | undefined = await start(from);
    const { mongoUri } = product;
    await withRows(mongoUri, async (rows) => {
      for (let batch = 0; batch < 20; batch += 1) {
        const text = 'x'.repeat(1_000);
        await rows.insertMany(
          Array.from({ length: 1_000 }, (_, index) => ({ _id: `${(index * 7919) % 1_000}-${batch}`, text })),
        );
      }
    });
    const killed = await copy(['--from', from, '--to', to], { kill: 'pass 1, bulk' });
    expect(killed.exitCode).toBeNull();
    // One page of twenty thousand rows: it was in the middle.
    expect(killed.error).toMatch(/pass 1, bulk: \d{1,4} of 20000 rows/);
    await withRows(mongoUri, (rows) => rows.deleteMany({ _id: { $lt: '2' } }));
    await withRows(mongoUri, (rows) => rows.insertOne({ _id: 'late', text: 'written while the product was up' }));
    await product.stop();
    product = undefined;

    const done = await copy(['--from', from, '--to', to]);
    expect(done.error).toMatch(/part of this copy.*Last pass/s);
    expect(done).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^bulk +\d+ +[0-9a-f]{64} +same$/m) });
    const target = await start(to);
    try {
      const found = await withRows(target.mongoUri, async (rows) => ({
        rows: await rows.countDocuments({}),
        early: await rows.countDocuments({ _id: { $lt: '2' } }),
        late: await rows.findOne({ _id: 'late' }),
      }));
      expect(found).toMatchObject({ early: 0, late: { text: 'written while the product was up' } });
      expect(done.out).toMatch(new RegExp(`^bulk +${found.rows} `, 'm'));
    } finally {
      await target.stop();
    }
    const said: string[] = [];
    await reopenSource({ folder: from }, {}, (line) => said.push(line));
    expect(said).toEqual([`${from} is open: the product starts there.`]);
  });

  it('refuses what it cannot use, and never shows a password', async () => {
    const folder = newFolder();
    const said: string[] = [];
    const refused = (from: CopyPlace) =>
      runCopy({ from, to: { folder: newFolder() }, prepare: false }, {}, (line) => said.push(line)).catch(
        (error: unknown) => error,
      );
    expect(await refused({ folder })).toMatchObject({
      exitCode: 78,
      message: expect.stringContaining('no embedded database'),
    });
    const uri = databaseUri('certloom_copy').replace(/:([^:@/]+)@/, ':wrong%20hush@');
    const wrong = (await refused({ uri })) as Error;
    expect(wrong.message).toMatch(/cannot be used: .*[Aa]uthentication failed/);
    expect([...said, wrong.message].join()).not.toContain('hush');
  });
});
