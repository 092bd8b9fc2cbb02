import { randomUUID } from 'node:crypto';
import type { Client, Connection as ClientConnection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Connection } from 'mongoose';
import type { Config } from '../config/config';
import { contextsOf, type WorkerSelf } from '../domain/workers/worker';
import { productVersion } from '../lifecycle/version';
import { privateContextKeys, type PrivateContextKey } from '../secrets/context-keys';
import { createOwnSecrets, type OwnSecrets } from '../services/secrets/own-secrets';
import { createScriptSecrets, type OpenScriptSecrets } from '../services/secrets/script-secrets';
import { createProcessLease, type ProcessLease } from '../services/work/process-lease';
import { workerSelf } from '../services/workers/self';
import { connectStore } from '../store/database/connection';
import { createStores, type Stores } from '../store/stores';
import { createLogger, type Logger } from '../telemetry/logging';
import { createMetrics, type Metrics } from '../telemetry/metrics';
import { connectionAccess } from '../temporal/access';
import { connectClient } from '../temporal/client';
import { createDataConverter } from '../temporal/data-converter';
import { assertNotMoving, leaseUnlessMoving } from './copied-database';
import type { Adjustments, EngineAddresses } from './adjustments';
import type { TaskQueue } from '../temporal/ids';

/** What every process has, also one without the master key: stores, engine client, logs. */
export interface KeylessFoundation {
  readonly config: Config;
  readonly addresses: EngineAddresses;
  readonly adjustments: Adjustments;
  readonly db: Connection;
  readonly stores: Stores;
  readonly client: Client;
  readonly clientConnection: ClientConnection;
  /** What seals and opens the payloads of runs, in client and workers alike. */
  readonly dataConverter: DataConverter;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Which processes of the installation live, this one among them. */
  readonly lease: ProcessLease;
  /** This process as the engine and the records of its work name it. */
  readonly self: WorkerSelf;
  /** What opens the secrets of contexts here. */
  readonly contextKeys: readonly PrivateContextKey[];
  /** Secrets that this worker has from its own account. */
  readonly ownSecrets: OwnSecrets;
  /** What scripts of a context are given. */
  readonly openScriptSecrets: OpenScriptSecrets;
  readonly now: () => Date;
  readonly queueName: (queue: TaskQueue) => string;
  close(): Promise<void>;
}

export interface Assembled {
  readonly config: Config;
  readonly addresses: EngineAddresses;
  readonly adjustments: Adjustments;
  readonly db: Connection;
  readonly stores: Stores;
  /** For payloads of runs, the one that seals first. */
  readonly payloadKeys: readonly Buffer[];
  readonly contextKeys: readonly PrivateContextKey[];
  /** Processes that are known to have ended. */
  readonly predecessors?: readonly string[];
  /** False for a process that cannot take over what others leave behind. */
  readonly keepsHouse: boolean;
}

/** Puts together what needs no key but that of the payloads. Connects to the engine at the first call of it. */
export function assemble({ payloadKeys, predecessors = [], keepsHouse, ...given }: Assembled): KeylessFoundation {
  const { config, addresses, adjustments, stores, db } = given;
  const now = adjustments.now ?? (() => new Date());
  const dataConverter = createDataConverter({ keys: payloadKeys, seals: config.temporalEncryption });
  const { client, connection } = connectClient({
    address: addresses.temporalAddress,
    namespace: addresses.temporalNamespace,
    dataConverter,
    access: connectionAccess(config),
  });
  const id = randomUUID();
  const ownSecrets = createOwnSecrets({ folder: config.scriptSecretsDir, variables: config.scriptSecrets });
  return {
    ...given,
    client,
    clientConnection: connection,
    dataConverter,
    logger: loggerOf(config, adjustments),
    metrics: createMetrics({ processMetrics: true }),
    lease: leaseUnlessMoving(
      createProcessLease({
        processes: stores.processes,
        id,
        predecessors,
        keepsHouse,
        now: () => new Date(),
        steadyClock: () => performance.now(),
      }),
      stores.copyStates,
    ),
    ownSecrets,
    openScriptSecrets: createScriptSecrets({ secrets: stores.secrets, own: ownSecrets, keys: given.contextKeys }),
    self: workerSelf({ id, version: productVersion(), startedAt: now() }),
    now,
    queueName: adjustments.queueName ?? ((queue) => queue),
    async close() {
      await connection.close();
      await stores.changeRecorder.close();
      await db.close();
    },
  };
}

export function loggerOf(config: Config, adjustments: Adjustments): Logger {
  return adjustments.logger ?? createLogger({ level: config.logLevel, pretty: process.stdout.isTTY });
}

/**
 * For a worker that serves scripts only. It opens nothing that was sealed under the master key, makes no indexes and no
 * administrator, and has stores without the keys that some of them sign and hash with.
 */
export async function openKeylessFoundation(
  config: Config,
  addresses: EngineAddresses,
  adjustments: Adjustments = {},
): Promise<KeylessFoundation> {
  const db = await connectStore(addresses.mongoUri);
  try {
    const stores = createStores(db, adjustments.now ?? (() => new Date()));
    await assertNotMoving(stores.copyStates);
    const { payloadKey: payloadKeys } = config;
    // One that serves one context has no business with the other's key, should it have been given both.
    const served = contextsOf(config.workerServes);
    const contextKeys = privateContextKeys(config.contextKey).filter(({ context }) => served.includes(context));
    return assemble({ config, addresses, adjustments, db, stores, payloadKeys, contextKeys, keepsHouse: false });
  } catch (error) {
    await db.close();
    throw error;
  }
}
