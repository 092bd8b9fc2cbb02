import { loadConfig, type Config } from '../../src/config/config';
import { runUntilSignal } from '../../src/lifecycle/run-until-signal';
import { openFoundation } from '../../src/process/foundation';
import { createParts } from '../../src/process/parts/parts';
import { startWorkerProcess, type WorkerProcess } from '../../src/process/worker';
import { startHousekeeping } from '../../src/services/work/housekeeping';
import { createLogger } from '../../src/telemetry/logging';
import type { TaskQueue } from '../../src/temporal/ids';
import { installRuntime } from '../../src/temporal/runtime';

export interface LoneWorker {
  readonly serves: (config: Config) => readonly TaskQueue[];
  readonly stopMs: (config: Config) => number;
  /** Left out: the queues of a product. */
  readonly queueName?: (queue: TaskQueue) => string;
  /** How often it looks around where it keeps house; left out: never where the queues are a product's of the tests. */
  readonly tidyEveryMs?: number;
  readonly started: (worker: WorkerProcess, logger: ReturnType<typeof createLogger>) => void;
}

/** The whole life of a process that is a worker beside a product of the tests, on engines that the environment names. */
export function runLoneWorker({ serves, stopMs, queueName, tidyEveryMs, started }: LoneWorker): void {
  const config = loadConfig(process.env);
  const logger = createLogger({ level: 'warn' });
  installRuntime(() => undefined);
  void runUntilSignal({
    log: logger,
    start: async ({ atStop }) => {
      const addresses = {
        temporalAddress: config.temporalAddress ?? '',
        temporalNamespace: config.temporalNamespace,
        temporalUiUrl: null,
        mongoUri: config.mongodbUri ?? '',
      };
      const foundation = await openFoundation(config, addresses, {
        logger,
        ...(queueName && { queueName }),
        ...(tidyEveryMs !== undefined && { tidyEveryMs }),
      });
      atStop({ name: 'connections', stop: () => foundation.close() });
      const parts = createParts(foundation);
      atStop({ name: 'channels', stop: () => parts.close() });
      const housekeeping = await startHousekeeping(foundation, parts.list);
      atStop({ name: 'housekeeping', stop: () => housekeeping.stop() });
      const worker = await startWorkerProcess(foundation, parts.list, {
        workflowBundle: process.env['CERTLOOM_TEST_WORKFLOW_BUNDLE'] ?? '',
        serves: serves(config),
      });
      atStop({ name: 'workers', stop: () => worker.stop(), limitMs: stopMs(config) });
      started(worker, logger);
    },
  });
}
