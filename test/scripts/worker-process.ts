/** A worker of some queues in a process of its own, beside a product of the tests: one that can die alone. */
import { workerStopMs } from '../../src/process/worker';
import { runLoneWorker } from '../support/lone-worker';

const queues = process.env['CERTLOOM_TEST_QUEUES'] ?? '';
const tidyEveryMs = process.env['CERTLOOM_TEST_TIDY_MS'];
runLoneWorker({
  serves: ({ workerServes }) => workerServes,
  stopMs: workerStopMs,
  queueName: (queue) => `${queues}-${queue}`,
  ...(tidyEveryMs !== undefined && { tidyEveryMs: Number(tidyEveryMs) }),
  started: () => void process.stdout.write('polling\n'),
});
