import { Client, Connection } from '@temporalio/client';
import mongoose from 'mongoose';
import { mkdtempSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../src/config/config';
import { type Engines, startDatabase, startEngines } from '../../src/embedded/engines';
import { searchAttributeNames } from '../../src/embedded/prepare-namespace';

const folders: string[] = [];
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-engines-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Embedded whatever the environment says, on free ports. */
function config(dataDir: string, more: Record<string, string> = {}) {
  return loadConfig({
    TEMPORAL_CLI_PATH: process.env['TEMPORAL_CLI_PATH'],
    CERTLOOM_DATA_DIR: dataDir,
    CERTLOOM_TEMPORAL_PORT: '0',
    CERTLOOM_TEMPORAL_UI_PORT: '0',
    CERTLOOM_MONGO_PORT: '0',
    ...more,
  });
}

async function withCollection<T>(
  uri: string,
  use: (collection: mongoose.mongo.Collection<Doc>) => Promise<T>,
): Promise<T> {
  const client = await mongoose.mongo.MongoClient.connect(uri, { runtimeAdapters: { os } });
  try {
    return await use(client.db().collection<Doc>('kept'));
  } finally {
    await client.close();
  }
}

interface Doc {
  _id: string;
  text: string;
}

async function withTemporal<T>(engines: Engines, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: engines.temporalAddress });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

/** A started workflow that no worker takes: it stays open, in history and in visibility. */
const startOpenRun = (connection: Connection) =>
  new Client({ connection }).workflow.start('nobodyRunsThis', {
    taskQueue: 'nobody-polls-this',
    workflowId: 'kept-run',
    searchAttributes: Object.fromEntries(searchAttributeNames.map((name) => [name, ['some']])),
  });

describe('embedded engines', () => {
  it('start on an empty folder, and again with the data of the first start', async () => {
    const folder = newFolder();
    const first = await startEngines(config(folder), { log: quiet });
    try {
      await withCollection(first.mongoUri, (kept) => kept.insertOne({ _id: 'a', text: 'kept' }));
      await withTemporal(first, async (connection) => {
        const { config: namespace } = await connection.workflowService.describeNamespace({ namespace: 'default' });
        expect(Number(namespace?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 3600);
        await startOpenRun(connection);
      });
      const ui = await fetch(first.temporalUiUrl ?? '');
      expect(ui.status).toBe(200);
      expect(await ui.text()).toContain('<html');
    } finally {
      await first.stop();
    }
    const begun = Date.now();
    const warned: string[] = [];
    const second = await startEngines(config(folder), { log: { ...quiet, warn: (text) => warned.push(String(text)) } });
    try {
      // Its collections were asked once before anybody was let in.
      expect(warned.filter((text) => text.includes('beforehand'))).toEqual([]);
      expect(Date.now() - begun).toBeLessThan(15_000);
      expect(await withCollection(second.mongoUri, (kept) => kept.findOne({ _id: 'a' }))).toEqual({
        _id: 'a',
        text: 'kept',
      });
      await withTemporal(second, async (connection) => {
        const run = await new Client({ connection }).workflow.getHandle('kept-run').describe();
        expect(run.status.name).toBe('RUNNING');
      });
    } finally {
      await second.stop();
    }
  });

  it('are started again after a crash, on the same ports and without losing an acknowledged write', async () => {
    const exits: string[] = [];
    const engines = await startEngines(config(newFolder()), { log: quiet, onExit: (exit) => exits.push(exit.name) });
    try {
      const before = engines.pids();
      await withTemporal(engines, startOpenRun);
      const acknowledged: string[] = [];
      await withCollection(engines.mongoUri, async (kept) => {
        for (let i = 0; i < 300; i++) {
          await kept.insertOne({ _id: String(i), text: 'x'.repeat(200) });
          acknowledged.push(String(i));
        }
        process.kill(before.mongodb ?? 0, 'SIGKILL');
        process.kill(before.temporal ?? 0, 'SIGKILL');
      });
      await until(() => {
        const now = engines.pids();
        return exits.length === 2 && now.mongodb !== undefined && now.temporal !== undefined;
      });
      const ids = await retried(() => withCollection(engines.mongoUri, (kept) => kept.distinct('_id')));
      expect(new Set(ids)).toEqual(new Set(acknowledged));
      const status = await retried(() =>
        withTemporal(engines, async (connection) => {
          const run = await new Client({ connection }).workflow.getHandle('kept-run').describe();
          return run.status.name;
        }),
      );
      expect(status).toBe('RUNNING');
      expect(new Set(exits)).toEqual(new Set(['Temporal server', 'MongoDB server']));
    } finally {
      await engines.stop();
    }
  });

  it('take nobody but the account of the data folder into the database, from its first start on', async () => {
    const folder = newFolder();
    const stranger = (uri: string) => uri.replace(/\/\/[^@]*@/, '//').replace(/\?.*/, '');
    const guessed = (uri: string) => uri.replace(/\/\/[^@]*@/, '//certloom:guessed@');
    for (const start of ['first', 'second']) {
      const database = await startDatabase(config(folder), { log: quiet });
      try {
        await withCollection(database.mongoUri, (kept) => kept.insertOne({ _id: start, text: 'ours' }));
        const forged = (uri: string) =>
          withCollection(uri, (kept) => kept.insertOne({ _id: `${start}-forged`, text: 'theirs' }));
        await expect(forged(stranger(database.mongoUri))).rejects.toThrow(/requires authentication/);
        await expect(forged(guessed(database.mongoUri))).rejects.toThrow(/Authentication failed/);
        const admin = stranger(database.mongoUri).replace(/certloom$/, 'admin');
        const second = mongoose.mongo.MongoClient.connect(admin, { runtimeAdapters: { os } }).then((client) =>
          client
            .db()
            .command({ createUser: 'mallory', pwd: 'x', roles: ['root'] })
            .finally(() => client.close()),
        );
        await expect(second).rejects.toThrow(/requires authentication/);
      } finally {
        await database.stop();
      }
    }
    expect(statSync(path.join(folder, 'mongodb.password')).mode & 0o777).toBe(0o600);
    rmSync(path.join(folder, 'mongodb.password'));
    await expect(startDatabase(config(folder), { log: quiet })).rejects.toMatchObject({
      name: 'StartFault',
      exitCode: 78,
      message: expect.stringContaining('mongodb.password'),
    });
  });

  it('leave the Temporal UI away when told so, and say that Temporal has no accounts', async () => {
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    const log = { info: say, warn: say, error: say };
    const engines = await startEngines(config(newFolder(), { CERTLOOM_TEMPORAL_UI: 'off' }), { log });
    try {
      expect(engines.temporalUiUrl).toBeNull();
      expect(said.join('\n')).toContain(
        `every account of this machine can read, start and end runs at ${engines.temporalAddress}`,
      );
    } finally {
      await engines.stop();
    }
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('are started again when one ends by a fault of its own', async () => {
    const usual = await startEngines(config(newFolder()), { log: quiet });
    const real = readlinkSync(`/proc/${usual.pids().temporal}/exe`);
    await usual.stop();
    const folder = newFolder();
    const program = path.join(folder, 'temporal');
    const faults = path.join(folder, 'faults');
    // Its version and all else are those of the real one; only its first server ends.
    writeFileSync(
      program,
      `#!/bin/sh
if [ "$1" = server ] && [ ! -e '${faults}' ]; then
  echo 'panic: runtime error: invalid memory address or nil pointer dereference' >&2
  touch '${faults}'
  exit 2
fi
exec '${real}' "$@"
`,
      { mode: 0o755 },
    );
    const warned: string[] = [];
    const log = { ...quiet, warn: (text: string) => warned.push(text) };
    const engines = await startEngines(config(newFolder(), { TEMPORAL_CLI_PATH: program }), { log });
    await engines.stop();
    expect(warned.filter((text) => text.includes('started again'))).toEqual([
      expect.stringContaining('The Temporal server did not start: it ended with exit code 2'),
    ]);
  });

  it('refuse a port in use and name the variable', async () => {
    const server = net.createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port)),
    );
    try {
      await expect(
        startEngines(config(newFolder(), { CERTLOOM_TEMPORAL_UI_PORT: String(port) }), { log: quiet }),
      ).rejects.toMatchObject({
        name: 'StartFault',
        exitCode: 78,
        message: expect.stringMatching(new RegExp(`^Port ${port} is in use.*CERTLOOM_TEMPORAL_UI_PORT`)),
      });
      await expect(
        startDatabase(config(newFolder(), { CERTLOOM_MONGO_PORT: String(port) }), { log: quiet }),
      ).rejects.toMatchObject({ message: expect.stringContaining('CERTLOOM_MONGO_PORT') });
    } finally {
      server.close();
    }
  });

  it('refuse a folder that cannot be written and name the variable', async () => {
    const file = path.join(newFolder(), 'file');
    writeFileSync(file, '');
    await expect(startEngines(config(path.join(file, 'data')), { log: quiet })).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringMatching(/cannot be written \(ENOTDIR\).*CERTLOOM_DATA_DIR/),
    });
  });

  it('refuse a second start on one folder', async () => {
    const folder = newFolder();
    const database = await startDatabase(config(folder), { log: quiet });
    try {
      await expect(startDatabase(config(folder), { log: quiet })).rejects.toMatchObject({
        exitCode: 78,
        message: expect.stringMatching(new RegExp(`in use by process ${process.pid}:.*CERTLOOM_DATA_DIR`)),
      });
    } finally {
      await database.stop();
    }
  });

  it('say which configured server does not serve, without its password', async () => {
    const away = config(newFolder(), { MONGODB_URI: 'mongodb://u:hunter2@127.0.0.1:1/x' });
    await expect(startDatabase(away, { log: quiet, externalLimitMs: 500 })).rejects.toMatchObject({
      name: 'StartFault',
      message: expect.stringMatching(/^MONGODB_URI is set to mongodb:\/\/127\.0\.0\.1:1\/x, which does not serve: /),
    });
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; !condition(); await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (Date.now() > deadline) throw new Error('it did not come to pass within 30 s');
  }
}

/** The restarted server may not serve yet. */
async function retried<T>(action: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    try {
      return await action();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
