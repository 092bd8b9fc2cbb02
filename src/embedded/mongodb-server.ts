import mongoose from 'mongoose';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEngine, type EngineHooks, type EngineProcess } from './engine-process';
import type { MongodbFound } from './mongodb-sources';
import { advanceToPrimary, replicaSet } from './replica-set';
import { messageOf } from '../lifecycle/start-fault';

export type MongodbProgram = Extract<MongodbFound, { kind: 'program' }>;

export interface MongodbServerOptions {
  readonly program: MongodbProgram;
  readonly port: number;
  readonly folder: string;
  readonly logFile: string;
}

/**
 * How much of its data the server may hold in memory, MB: a sixteenth of what there is. With less than the
 * indexes of a large inventory need, every insert waits for pages to be read and written.
 */
function cacheMb(memoryBytes: number): number {
  return Math.min(2_048, Math.max(256, Math.floor(memoryBytes / 16 / 1_048_576)));
}

/** Memory of the machine, or of the container that this runs in. */
function memoryBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem();
}

/** The server's own arguments, after those of the program. */
export function mongodbArguments(
  { engine }: MongodbProgram,
  port: number,
  folder: string,
  memory = memoryBytes(),
): string[] {
  const data = path.join(folder, engine);
  const cache = cacheMb(memory);
  if (engine === 'mongod') {
    return [
      ...['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', data, '--nounixsocket'],
      ...['--replSet', replicaSet, '--oplogSize', '256', '--wiredTigerCacheSizeGB', (cache / 1_024).toFixed(2)],
    ];
  }
  return [
    // A configuration file of our own keeps the server from reading the user's.
    ...['--config', path.join(folder, 'secantusd.toml')],
    ...['--host', '127.0.0.1', '--port', String(port), '--storage-path', data],
    ...['--cache-size', `${cache}MB`, '--log-level', 'WARNING'],
    // Without it the newest acknowledged writes are lost when the process is killed.
    '--sync-on-commit',
    ...(engine === 'secantus-rust' ? ['--log-file-max', '64MB'] : []),
  ];
}

/**
 * SecantusDB writes each change twice, once for change streams and recovery to a point in time. Nothing here asks for
 * either, and its own log recovers the data, so the second copy is left out: a fifth to a third off every write.
 */
function mongodbEnvironment({ engine }: MongodbProgram): NodeJS.ProcessEnv {
  return engine === 'secantus-rust' ? { ...process.env, SECANTUS_DISABLE_OPLOG: '1' } : process.env;
}

/** Connection string of an embedded server, which is a replica set of one. */
export function embeddedUri(port: number): string {
  return `mongodb://127.0.0.1:${port}/certloom`;
}

/** Of this server and no other of its set, as long as it is not known to be the primary. */
function directUri(port: number): string {
  return `${embeddedUri(port)}?directConnection=true`;
}

/** Starts the database on 127.0.0.1 and resolves when it takes writes. */
export function startMongodbServer(options: MongodbServerOptions, hooks: EngineHooks): Promise<EngineProcess> {
  const { program, port, folder, logFile } = options;
  mkdirSync(path.join(folder, program.engine), { recursive: true, mode: 0o700 });
  if (program.engine !== 'mongod') writeFileSync(path.join(folder, 'secantusd.toml'), '');
  return startEngine(
    {
      name: 'MongoDB server',
      program: program.program,
      args: [...program.lead, ...mongodbArguments(program, port, folder)],
      env: mongodbEnvironment(program),
      logFile,
      ready: () => (program.engine === 'mongod' ? makePrimary(port) : assertMongodbServes(directUri(port), 2_000)),
      readyLimitMs: 90_000,
      // A real mongod ends by itself in that state.
      ...(program.engine === 'mongod' ? {} : { broken: () => hasPanicked(directUri(port)) }),
      stopGraceMs: 30_000,
    },
    hooks,
  );
}

/** One look at a server. Throws when it cannot be reached, refuses the credentials or takes no writes. */
export async function assertMongodbServes(uri: string, limitMs: number): Promise<void> {
  await withClient(uri, limitMs, async (command) => {
    const hello = await command({ hello: 1 });
    if (hello['isWritablePrimary'] !== true) throw new Error('it is not the primary of its replica set');
    await command({ ping: 1 });
  });
}

/**
 * After a failed write to its log, as on a full disk, the storage engine refuses everything until the server is
 * started again, while the server itself still answers pings.
 */
async function hasPanicked(uri: string): Promise<boolean> {
  try {
    await withClient(uri, 2_000, (command) => command({ find: 'settings', limit: 1 }), 'certloom');
    return false;
  } catch (error) {
    return /WT_PANIC/.test(messageOf(error));
  }
}

function makePrimary(port: number): Promise<void> {
  return withClient(directUri(port), 2_000, (command) => advanceToPrimary(command, `127.0.0.1:${port}`));
}

async function withClient(
  uri: string,
  limitMs: number,
  use: (command: (command: Record<string, unknown>) => Promise<Record<string, unknown>>) => Promise<unknown>,
  database = 'admin',
): Promise<void> {
  const client = new mongoose.mongo.MongoClient(uri, {
    serverSelectionTimeoutMS: limitMs,
    connectTimeoutMS: limitMs,
    maxPoolSize: 1,
    // The driver would fetch it by a dynamic import, which jest's module loader does not know.
    runtimeAdapters: { os },
  });
  try {
    await use((command) => client.db(database).command(command));
  } finally {
    await client.close();
  }
}
