import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keptSecret } from '../config/kept-secrets';
import { startEngine, type EngineHooks, type EngineProcess, type EngineSpec } from './engine-process';
import { directUri, ensureAccount, type MongodbAccount } from './mongodb-account';
import { withCommands } from './mongodb-command';
import type { MongodbFound } from './mongodb-sources';
import { advanceToPrimary, replicaSet } from './replica-set';
import { messageOf } from '../lifecycle/start-fault';

export type MongodbProgram = Extract<MongodbFound, { kind: 'program' }>;

export interface MongodbServerOptions {
  readonly program: MongodbProgram;
  readonly port: number;
  /** The data folder; the database's own is `mongodb` in it. */
  readonly dataDir: string;
  readonly account: MongodbAccount;
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

/**
 * The server's own arguments, after those of the program.
 * @param open takes anybody, for as long as it takes to make the account
 */
export function mongodbArguments(
  { engine }: MongodbProgram,
  port: number,
  folder: string,
  open: boolean,
  memory = memoryBytes(),
): string[] {
  const data = path.join(folder, engine);
  const cache = cacheMb(memory);
  if (engine === 'mongod') {
    return [
      ...['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', data, '--nounixsocket'],
      ...['--replSet', replicaSet, '--oplogSize', '256', '--wiredTigerCacheSizeGB', (cache / 1_024).toFixed(2)],
      // The lines of its log about slow commands quote them, fingerprints of certificates included.
      ...['--slowms', '86400000'],
      // Members of a set authenticate by a key file, which puts the whole server under authentication.
      ...(open ? [] : ['--keyFile', path.join(folder, keyFile)]),
    ];
  }
  return [
    // A configuration file of our own keeps the server from reading the user's.
    ...['--config', path.join(folder, 'secantusd.toml')],
    ...['--host', '127.0.0.1', '--port', String(port), '--storage-path', data],
    ...['--cache-size', `${cache}MB`, '--log-level', 'WARNING'],
    // Without it the newest acknowledged writes are lost when the process is killed.
    '--sync-on-commit',
    ...(open ? [] : ['--auth']),
    // The log holds what was erased until its file is full and a checkpoint has passed. A quiet product writes some 27 MB
    // a day; files of 1 MB cost a third of the rate in bulk, these nothing that can be measured.
    ...(engine === 'secantus-rust' ? ['--log-file-max', '4MB'] : []),
  ];
}

/**
 * SecantusDB writes each change twice, once for change streams and recovery to a point in time. Nothing here asks for
 * either, and its own log recovers the data, so the second copy is left out: a fifth to a third off every write.
 */
function mongodbEnvironment({ engine }: MongodbProgram): NodeJS.ProcessEnv {
  return engine === 'secantus-rust' ? { ...process.env, SECANTUS_DISABLE_OPLOG: '1' } : process.env;
}

/** Of a mongod, whose members know each other by it. Base64, as it must be. */
const keyFile = 'member.key';

/**
 * Starts the database on 127.0.0.1, for the account of the data folder only, and resolves when it takes writes. The
 * account is made at the first start: SecantusDB's Rust server lets the first one be made though it asks for one, the
 * others run open for a moment.
 */
export async function startMongodbServer(options: MongodbServerOptions, hooks: EngineHooks): Promise<EngineProcess> {
  const { program, port, dataDir, account } = options;
  const folder = path.join(dataDir, 'mongodb');
  mkdirSync(path.join(folder, program.engine), { recursive: true, mode: 0o700 });
  if (program.engine === 'mongod') keptSecret(folder, keyFile, () => randomBytes(48).toString('base64'));
  else writeFileSync(path.join(folder, 'secantusd.toml'), '');
  if (account.exists) return startEngine(specOf(options, false), hooks);
  const first = await startEngine(specOf(options, program.engine !== 'secantus-rust'), hooks);
  try {
    await ensureAccount(port, account, dataDir);
  } catch (error) {
    await first.stop();
    throw error;
  }
  if (program.engine === 'secantus-rust') return first;
  await first.stop();
  return startEngine(specOf(options, false), hooks);
}

function specOf({ program, port, dataDir, account, logFile }: MongodbServerOptions, open: boolean): EngineSpec {
  const uri = directUri(port, open ? undefined : account);
  return {
    name: 'MongoDB server',
    program: program.program,
    args: [...program.lead, ...mongodbArguments(program, port, path.join(dataDir, 'mongodb'), open)],
    env: mongodbEnvironment(program),
    logFile,
    ready: () =>
      program.engine === 'mongod'
        ? withCommands(uri, 2_000, (command) => advanceToPrimary(command, `127.0.0.1:${port}`))
        : // Without the account, which a new server does not have yet.
          assertMongodbServes(directUri(port), 2_000),
    readyLimitMs: 90_000,
    // A real mongod ends by itself in that state.
    ...(program.engine === 'mongod' ? {} : { broken: () => hasPanicked(uri) }),
    stopGraceMs: 30_000,
  };
}

/** One look at a server. Throws when it cannot be reached, refuses the credentials or takes no writes. */
export async function assertMongodbServes(uri: string, limitMs: number): Promise<void> {
  await withCommands(uri, limitMs, async (command) => {
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
    await withCommands(uri, 2_000, (command) => command({ find: 'settings', limit: 1 }), {
      database: 'certloom',
    });
    return false;
  } catch (error) {
    return /WT_PANIC/.test(messageOf(error));
  }
}
