/**
 * A second worker beside the product of the crash tests, on its engines: a process that dies alone, while the API and
 * the engines go on.
 */
import { createLogger } from '../../src/telemetry/logging';
import { loadConfig } from '../../src/config/config';
import { runUntilSignal } from '../../src/lifecycle/run-until-signal';
import { openFoundation } from '../../src/process/foundation';
import { createParts } from '../../src/process/parts/parts';
import { startWorkerProcess } from '../../src/process/worker';
import { startHousekeeping } from '../../src/services/work/housekeeping';
import { taskQueues } from '../../src/temporal/ids';
import { installRuntime } from '../../src/temporal/runtime';

const config = loadConfig(process.env);
const logger = createLogger({ level: 'warn' });
installRuntime(() => undefined);
void runUntilSignal({
  log: logger,
  start: async ({ atStop }) => {
    const foundation = await openFoundation(
      config,
      {
        temporalAddress: config.temporalAddress ?? '',
        temporalNamespace: config.temporalNamespace,
        temporalUiUrl: null,
        mongoUri: config.mongodbUri ?? '',
      },
      { logger },
    );
    atStop({ name: 'connections', stop: () => foundation.close() });
    const parts = createParts(foundation);
    atStop({ name: 'channels', stop: () => parts.close() });
    const housekeeping = await startHousekeeping(foundation, parts.list);
    atStop({ name: 'housekeeping', stop: () => housekeeping.stop() });
    const worker = await startWorkerProcess(foundation, parts.list, {
      workflowBundle: process.env['CERTLOOM_TEST_WORKFLOW_BUNDLE'] ?? '',
      serves: taskQueues,
    });
    atStop({ name: 'workers', stop: () => worker.stop(), limitMs: 20_000 });
    // A worker that has ended is a process to be started again.
    void worker.done.catch((error: unknown) => {
      logger.error({ err: error }, 'the worker has ended');
      process.exit(1);
    });
  },
});
