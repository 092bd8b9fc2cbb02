import { Connection } from '@temporalio/client';
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config';
import { redactAddress } from '../config/describe';
import { type DataFolder, diskFull, holdDataFolder } from './data-folder';
import { createRoomCheck } from './disk-room';
import { type EngineExit, type EngineProcess, EngineStartError } from './engine-process';
import { madeBy } from './made-by';
import { accountUri, mongodbAccount, notePort } from './mongodb-account';
import { assertMongodbServes, startMongodbServer } from './mongodb-server';
import { mongodbSources, type StoreEngine } from './mongodb-sources';
import { warmUp } from './mongodb-warm-up';
import { choosePort, portInUse, type PortWish, portWish } from './ports';
import { prepareNamespace } from './prepare-namespace';
import { resolve } from './resolver';
import { connectionAccess, type ConnectionAccess, type TemporalAccess } from '../temporal/access';
import { type EngineLog, messageOf, StartFault } from '../lifecycle/start-fault';
import { assertTemporalServes, startTemporalServer } from './temporal-server';
import { temporalSources } from './temporal-sources';

export type EngineConfig = Pick<
  Config,
  | 'dataDir'
  | 'temporalAddress'
  | 'temporalNamespace'
  | 'temporalUiUrl'
  | 'temporalCliPath'
  | 'temporalPort'
  | 'temporalUi'
  | 'temporalUiPort'
  | 'mongodbUri'
  | 'mongoPort'
  | 'given'
> &
  TemporalAccess;

export interface EngineOptions {
  readonly log: EngineLog;
  /** Ends the start: downloads, builds and servers that are under way. */
  readonly signal?: AbortSignal;
  /** An engine ended though nobody stopped it. It is started again by itself. */
  readonly onExit?: (exit: EngineExit) => void;
  /** How long a configured server may take to serve: it may be starting beside us. 30 s when absent. */
  readonly externalLimitMs?: number;
  /** Whether the disk has room enough for an engine to be started again; `startEngines` asks the data folder's. */
  readonly hasRoom?: () => boolean;
  /** The only kind of embedded database to take, for tests; the first that can be had when absent. */
  readonly storeEngine?: StoreEngine;
  /** Folder of the engines' cache, for tests. */
  readonly cache?: string;
}

export interface Engines {
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  /** Null without `TEMPORAL_UI_URL` when Temporal is not embedded or its UI is switched off. */
  readonly temporalUiUrl: string | null;
  readonly mongoUri: string;
  /** Name of the source that each engine came from. */
  readonly sources: { readonly temporal: string; readonly mongodb: string };
  /** False while the disk of the embedded engines is too full to take on more work; true where none is embedded. */
  hasRoom(): boolean;
  /** Process ids of what is embedded, now. */
  pids(): { readonly temporal?: number; readonly mongodb?: number };
  /** Temporal first, then the database. May be called twice. */
  stop(): Promise<void>;
}

export interface Database {
  readonly mongoUri: string;
  readonly source: string;
  pid(): number | undefined;
  stop(): Promise<void>;
}

interface TemporalEngine {
  readonly address: string;
  readonly uiUrl: string | null;
  readonly source: string;
  pid(): number | undefined;
  stop(): Promise<void>;
}

const defaultExternalLimitMs = 30_000;

/**
 * Finds and starts Temporal and MongoDB, both at once; a configured server is used as it is. Throws `StartFault` with
 * the sources tried, or with the setting to change; whatever had been started is stopped then.
 */
export async function startEngines(config: EngineConfig, options: EngineOptions): Promise<Engines> {
  const folder = await holdDataFolder(config.dataDir, options.log);
  const failing = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failing.signal]) : failing.signal;
  const hasRoom = createRoomCheck(folder.path);
  const both = { ...options, signal, hasRoom };
  const starts = [startTemporal(config, folder, both), startMongodb(config, folder, both)] as const;
  try {
    const [temporal, mongodb] = await Promise.all(starts);
    return {
      temporalAddress: temporal.address,
      temporalNamespace: config.temporalNamespace,
      temporalUiUrl: temporal.uiUrl,
      mongoUri: mongodb.mongoUri,
      sources: { temporal: temporal.source, mongodb: mongodb.source },
      hasRoom: config.mongodbUri === undefined || config.temporalAddress === undefined ? hasRoom : () => true,
      pids: () => ({ temporal: temporal.pid(), mongodb: mongodb.pid() }),
      stop: async () => {
        await temporal.stop();
        await mongodb.stop();
        folder.release();
      },
    };
  } catch (error) {
    failing.abort();
    for (const start of await Promise.allSettled(starts)) if (start.status === 'fulfilled') await start.value.stop();
    folder.release();
    throw error;
  }
}

/** The database alone, by the same rules as `startEngines`. */
export async function startDatabase(config: EngineConfig, options: EngineOptions): Promise<Database> {
  const folder = await holdDataFolder(config.dataDir, options.log);
  try {
    const database = await startMongodb(config, folder, options);
    return {
      ...database,
      stop: async () => {
        await database.stop();
        folder.release();
      },
    };
  } catch (error) {
    folder.release();
    throw error;
  }
}

async function startTemporal(
  config: EngineConfig,
  folder: DataFolder,
  options: EngineOptions,
): Promise<TemporalEngine> {
  const { log } = options;
  const namespace = config.temporalNamespace;
  const maker = madeBy(folder.file('temporal'));
  const release = (serverVersion: string) => `Temporal server ${serverVersion.replace(/\.\d+$/, '')}`;
  const { source, found } = await resolve('Temporal', temporalSources(config, options), {
    ...options,
    accept: async (candidate) =>
      candidate.kind === 'program' ? maker.objection(release(candidate.serverVersion)) : undefined,
  });
  if (found.kind === 'address') {
    const access = connectionAccess(config);
    await untilServes(
      () => assertTemporalServes(found.address, namespace, 5_000, access),
      'TEMPORAL_ADDRESS',
      found.address,
      options,
    );
    await prepare(found.address, namespace, { log, retention: 'keep' }, access);
    return {
      address: found.address,
      uiUrl: config.temporalUiUrl ?? null,
      source,
      pid: () => undefined,
      stop: async () => {},
    };
  }
  mkdirSync(folder.file('temporal'), { recursive: true, mode: 0o700 });
  const wish = portWish(config, 'CERTLOOM_TEMPORAL_PORT', config.temporalPort);
  const uiWish = portWish(config, 'CERTLOOM_TEMPORAL_UI_PORT', config.temporalUiPort);
  const started = await onFreePorts(config.temporalUi ? [wish, uiWish] : [wish], folder, options, async (ports) => {
    const [port = 0, uiPort] = ports;
    const engine = await startTemporalServer(
      {
        program: found.program,
        namespace,
        port,
        uiPort,
        databaseFile: folder.file('temporal', 'temporal.db'),
        logFile: folder.file('logs', 'temporal.log'),
      },
      {
        ...options,
        onSpawn: (pid) => (maker.write(release(found.serverVersion)), folder.noteEngine('Temporal server', pid)),
      },
    );
    return { engine, port, uiPort };
  });
  const address = `127.0.0.1:${started.port}`;
  await orStop(started.engine, prepare(address, namespace, { log, retention: 'set' }));
  const uiUrl = started.uiPort === undefined ? null : `http://127.0.0.1:${started.uiPort}`;
  log.info(`Temporal serves at ${address}, ${uiUrl === null ? 'without its UI' : `its UI at ${uiUrl}`}`);
  log.warn(
    `The embedded Temporal server has no accounts: every account of this machine can read, start and end runs at ${address}`,
  );
  return { ...started.engine, address, uiUrl: config.temporalUiUrl ?? uiUrl, source };
}

async function startMongodb(config: EngineConfig, folder: DataFolder, options: EngineOptions): Promise<Database> {
  const { log } = options;
  const maker = madeBy(folder.file('mongodb'));
  const { source, found } = await resolve('MongoDB', mongodbSources(config, options, options.storeEngine), {
    ...options,
    accept: async (candidate) => (candidate.kind === 'program' ? maker.objection(candidate.engine) : undefined),
  });
  if (found.kind === 'address') {
    await untilServes(() => assertMongodbServes(found.uri, 5_000), 'MONGODB_URI', redactAddress(found.uri), options);
    return { mongoUri: found.uri, source, pid: () => undefined, stop: async () => {} };
  }
  const account = mongodbAccount(folder.path);
  const wish = portWish(config, 'CERTLOOM_MONGO_PORT', config.mongoPort);
  const started = await onFreePorts([wish], folder, options, async ([port = 0]) => ({
    port,
    engine: await startMongodbServer(
      { program: found, port, dataDir: folder.path, account, logFile: folder.file('logs', 'mongodb.log') },
      { ...options, onSpawn: (pid) => (maker.write(found.engine), folder.noteEngine('MongoDB server', pid)) },
    ),
  }));
  if (found.engine !== 'mongod') await warmUp(accountUri(started.port, account), log);
  notePort(folder.path, started.port);
  log.info(`MongoDB serves at 127.0.0.1:${started.port} (${found.engine}), for the account of ${folder.path} only`);
  return { ...started.engine, mongoUri: accountUri(started.port, account), source };
}

/**
 * Another program may take a port between our look and the start; then the start is tried again on other ports. So it is
 * when an engine ends by a fault of its own, as a busy machine brings about in one start of hundreds.
 */
async function onFreePorts<T>(
  wishes: readonly PortWish[],
  folder: DataFolder,
  { log }: EngineOptions,
  start: (ports: readonly number[]) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const ports: number[] = [];
    for (const wish of wishes) {
      const port = await choosePort(wish);
      if (wish.wanted !== 0 && port !== wish.wanted) {
        log.warn(`Port ${wish.wanted} is in use, ${port} is taken instead (${wish.variable} sets it)`);
      }
      ports.push(port);
    }
    try {
      return await start(ports);
    } catch (error) {
      const fault = startFaultOf(error, wishes, ports, folder.path);
      const isLost = fault instanceof PortLost && !wishes.every((wish) => wish.strict);
      if (attempt === 3 || !(isLost || hasPanicked(error))) throw fault;
      if (!isLost) log.warn(`${messageOf(error)}. It is started again`);
    }
  }
}

/** A fault in the program itself, by what Go and Rust write then; what is wrong with its configuration it says otherwise. */
function hasPanicked(error: unknown): boolean {
  return error instanceof EngineStartError && /^(panic: |thread '.*' panicked at)/m.test(error.logTail);
}

class PortLost extends StartFault {}

function startFaultOf(error: unknown, wishes: readonly PortWish[], ports: readonly number[], folder: string): unknown {
  if (!(error instanceof EngineStartError)) return error;
  if (/address already in use|EADDRINUSE/i.test(error.logTail)) {
    const lost = ports.findIndex((port) => error.logTail.includes(String(port)));
    const at = lost === -1 ? 0 : lost;
    return new PortLost(portInUse(wishes[at]?.variable ?? '', ports[at] ?? 0).message, 78);
  }
  if (/no space left|ENOSPC|disk is full|disk full/i.test(error.logTail)) return diskFull(folder);
  const tail = error.logTail === '' ? '' : `\nIt wrote last:\n${error.logTail}`;
  return new StartFault(`${error.message} (its log is in ${folder}/logs).${tail}`);
}

async function untilServes(
  look: () => Promise<void>,
  variable: string,
  address: string,
  { signal, externalLimitMs = defaultExternalLimitMs }: EngineOptions,
): Promise<void> {
  const deadline = Date.now() + externalLimitMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) {
        throw new StartFault(`${variable} is set to ${address}, which does not serve: ${messageOf(error)}`);
      }
      await sleep(500, undefined, { signal });
    }
  }
}

async function prepare(
  address: string,
  namespace: string,
  options: { log: EngineLog; retention: 'set' | 'keep' },
  access: ConnectionAccess = {},
): Promise<void> {
  const connection = await Connection.connect({ address, ...access });
  try {
    await prepareNamespace(connection, namespace, options);
  } finally {
    await connection.close();
  }
}

async function orStop(engine: EngineProcess, step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}
