/**
 * The whole product as `certloom start` runs it, for a test that kills it: engines in the data folder, API and workers
 * in one process. Writes the engines' addresses to `addresses.json`.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createLogger } from '../../src/telemetry/logging';
import { loadConfig } from '../../src/config/config';
import { startEngines } from '../../src/embedded/engines';
import { runUntilSignal } from '../../src/lifecycle/run-until-signal';
import { startProduct } from '../../src/process/product';
import { installRuntime } from '../../src/temporal/runtime';

const config = loadConfig(process.env);
const logger = createLogger({ level: 'warn' });
installRuntime(() => undefined);
void runUntilSignal({
  log: logger,
  start: async ({ signal, atStop }) => {
    const engines = await startEngines(config, { log: logger, signal });
    atStop({ name: 'engines', stop: () => engines.stop() });
    const product = await startProduct(config, engines, {
      workflowBundle: process.env['CERTLOOM_TEST_WORKFLOW_BUNDLE'] ?? '',
      version: 'test',
      adjustments: { logger },
      holdsDataDir: true,
    });
    atStop({ name: 'API and workers', stop: () => product.stop(), limitMs: 20_000 });
    const { mongoUri, temporalAddress } = engines;
    writeFileSync(path.join(config.dataDir, 'addresses.json'), JSON.stringify({ mongoUri, temporalAddress }));
  },
});
