import { ConfigError, loadConfig, type Config, type Environment } from '../config/config';
import { createLogger } from '../telemetry/logging';
import { prepareNamespace } from '../embedded/prepare-namespace';
import { runUntilSignal } from '../lifecycle/run-until-signal';
import { StartFault } from '../lifecycle/start-fault';
import { productVersion } from '../lifecycle/version';
import { builtBundle } from '../temporal/bundle';
import { installRuntime } from '../temporal/runtime';
import { startApiProcess } from './api';
import { openFoundation } from './foundation';
import { createParts } from './parts/parts';
import { configLines } from './start-config';
import { missingForScripts, servesScriptsOnly, startScriptWorker } from './script-worker';
import { startHousekeeping } from '../services/work/housekeeping';
import { startWorkerProcess, workerStopMs } from './worker';
import { startWorkerStatus } from './worker-status';

/** One role of a deployment with engines of its own: the API, or the workers of some queues. */
export async function runProcess(role: 'api' | 'worker', env: Environment): Promise<void> {
  const logger = createLogger({ level: env['CERTLOOM_LOG_LEVEL'] ?? 'info', pretty: process.stdout.isTTY });
  await runUntilSignal({
    log: logger,
    start: async ({ atStop }) => {
      const config = loadConfig(env);
      const isScriptWorker = role === 'worker' && servesScriptsOnly(config);
      const missing = [
        ...(config.temporalAddress === undefined
          ? ['TEMPORAL_ADDRESS is not set: this process embeds no Temporal server']
          : []),
        ...(config.mongodbUri === undefined ? ['MONGODB_URI is not set: this process embeds no MongoDB server'] : []),
        ...(isScriptWorker ? missingForScripts(config) : missingKeys(config)),
      ];
      if (missing.length > 0) throw new ConfigError(missing);
      for (const line of configLines(config)) logger.info(line);
      installRuntime(({ level, message, meta }) =>
        level === 'ERROR' ? logger.error(meta ?? {}, message) : logger.warn(meta ?? {}, message),
      );
      const addresses = {
        temporalAddress: config.temporalAddress!,
        temporalNamespace: config.temporalNamespace,
        temporalUiUrl: config.temporalUiUrl ?? null,
        mongoUri: config.mongodbUri!,
      };
      if (isScriptWorker) {
        await startScriptWorker(config, addresses, { logger, atStop });
        return;
      }
      const foundation = await openFoundation(config, addresses, { logger });
      atStop({ name: 'connections', stop: () => foundation.close() });
      const parts = createParts(foundation);
      atStop({ name: 'channels', stop: () => parts.close() });
      await foundation.clientConnection.ensureConnected().catch(() => {
        throw new StartFault('Temporal cannot be reached: check TEMPORAL_ADDRESS.', 1);
      });
      await prepareNamespace(foundation.clientConnection, config.temporalNamespace);
      const housekeeping = await startHousekeeping(foundation, parts.list);
      atStop({ name: 'housekeeping', stop: () => housekeeping.stop() });
      if (role === 'api') {
        const api = await startApiProcess(foundation, parts.list, { version: productVersion() });
        atStop({ name: 'API', stop: () => api.stop() });
        logger.info(`API at ${api.url}`);
        return;
      }
      const worker = await startWorkerProcess(foundation, parts.list, {
        workflowBundle: builtBundle,
        serves: config.workerServes,
      });
      atStop({ name: 'workers', stop: () => worker.stop(), limitMs: workerStopMs(config) });
      if (config.workerPort !== undefined) {
        const status = await startWorkerStatus(foundation, worker, {
          port: config.workerPort,
          version: productVersion(),
        });
        atStop({ name: 'status', stop: () => status.stop() });
        logger.info(`status at ${status.url}`);
      }
      logger.info(`workers poll ${worker.serves.join(', ')}`);
    },
  });
}

function missingKeys(config: Config): string[] {
  const { adminKey, masterKey } = config;
  return Object.entries({ CERTLOOM_ADMIN_KEY: adminKey, CERTLOOM_MASTER_KEY: masterKey })
    .filter(([, key]) => key === undefined)
    .map(([name]) => `${name} is not set: the processes of one installation share it`);
}
