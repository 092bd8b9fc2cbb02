import type { Config } from '../config/config';
import { contextsOf } from '../domain/workers/worker';
import type { StopStep } from '../lifecycle/run-until-signal';
import { StartFault } from '../lifecycle/start-fault';
import { startBeating } from '../services/work/housekeeping';
import type { Logger } from '../telemetry/logging';
import { builtBundle } from '../temporal/bundle';
import type { EngineAddresses } from './adjustments';
import { openKeylessFoundation } from './keyless-foundation';
import { createScriptWorkerParts } from './parts/script-worker-parts';
import { startWorkerProcess, workerStopMs } from './worker';
import { startPlainStatus } from './plain-status';

/** Whether a worker with these settings runs scripts and does nothing else: then it gets along without the master key. */
export function servesScriptsOnly({ workerServes }: Pick<Config, 'workerServes'>): boolean {
  return contextsOf(workerServes).length === workerServes.length;
}

/** What is missing for such a worker, in words. */
export function missingForScripts(config: Config): string[] {
  if (config.payloadKey.length > 0 || !config.temporalEncryption) return [];
  return [
    'CERTLOOM_PAYLOAD_KEY is not set: a worker that serves scripts only has no master key to derive it from (certloom payload-key shows it)',
  ];
}

/** The worker of scripts: registered, polling, and with a port for probes where one is set. */
export async function startScriptWorker(
  config: Config,
  addresses: EngineAddresses,
  { logger, atStop }: { readonly logger: Logger; readonly atStop: (step: StopStep) => void },
): Promise<void> {
  for (const line of surplusKeys(config)) logger.warn(line);
  const foundation = await openKeylessFoundation(config, addresses, { logger });
  atStop({ name: 'connections', stop: () => foundation.close() });
  for (const context of contextsOf(config.workerServes)) {
    if (foundation.contextKeys.some((key) => key.context === context)) continue;
    logger.warn(`no key of the context ${context} in CERTLOOM_CONTEXT_KEY: its scripts get no stored secret here`);
  }
  await foundation.clientConnection.ensureConnected().catch(() => {
    throw new StartFault('Temporal cannot be reached: check TEMPORAL_ADDRESS.', 1);
  });
  const parts = createScriptWorkerParts(foundation);
  atStop({ name: 'runners', stop: () => parts.close() });
  const beating = await startBeating(foundation);
  atStop({ name: 'beat', stop: () => beating.stop() });
  const worker = await startWorkerProcess(foundation, parts.list, {
    workflowBundle: builtBundle,
    serves: config.workerServes,
  });
  atStop({ name: 'workers', stop: () => worker.stop(), limitMs: workerStopMs(config) });
  if (config.workerPort !== undefined) {
    const status = await startPlainStatus(foundation, worker, config.workerPort);
    atStop({ name: 'status', stop: () => status.stop() });
    logger.info(`status at ${status.url}`);
  }
  logger.info(`workers poll ${worker.serves.join(', ')}, without the master key`);
}

/** What this worker does not need, and its scripts could find: better not to have it. */
function surplusKeys(config: Config): string[] {
  return (
    [
      ['CERTLOOM_MASTER_KEY', config.masterKey],
      ['CERTLOOM_ADMIN_KEY', config.adminKey],
    ] as const
  )
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `${name} is not used by a worker that serves scripts only: take it away from this account`);
}
