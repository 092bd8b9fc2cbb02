/** The product on the engines of the test run, in a process that a test can kill. */
import { createLogger } from '../../src/telemetry/logging';
import { loadConfig } from '../../src/config/config';
import { runUntilSignal } from '../../src/lifecycle/run-until-signal';
import { startProduct } from '../../src/process/product';
import { installRuntime } from '../../src/temporal/runtime';

const database = process.env['CERTLOOM_TEST_DATABASE'] ?? '';
const logger = createLogger({ level: 'warn' });
installRuntime(() => undefined);
void runUntilSignal({
  log: logger,
  start: async ({ atStop }) => {
    const settings = Object.entries(process.env).filter(([name]) => !name.startsWith('CERTLOOM_TEST_'));
    const product = await startProduct(
      loadConfig(Object.fromEntries(settings)),
      {
        temporalAddress: process.env['CERTLOOM_TEST_TEMPORAL_ADDRESS'] ?? '',
        temporalNamespace: 'default',
        temporalUiUrl: null,
        mongoUri: process.env['CERTLOOM_TEST_MONGO_URI'] ?? '',
      },
      {
        workflowBundle: process.env['CERTLOOM_TEST_WORKFLOW_BUNDLE'] ?? '',
        version: 'test',
        validateReplies: true,
        adjustments: { logger, queueName: (queue) => `${database}-${queue}`, tidyEveryMs: 500 },
      },
    );
    atStop({ name: 'API and workers', stop: () => product.stop(), limitMs: 20_000 });
  },
});
