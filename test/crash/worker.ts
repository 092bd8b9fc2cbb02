/**
 * A second worker beside the product of the crash tests, on its engines: a process that dies alone, while the API and
 * the engines go on.
 */
import { taskQueues } from '../../src/temporal/ids';
import { runLoneWorker } from '../support/lone-worker';

runLoneWorker({
  serves: () => taskQueues,
  stopMs: () => 20_000,
  started(worker, logger) {
    // A worker that has ended is a process to be started again.
    void worker.done.catch((error: unknown) => {
      logger.error({ err: error }, 'the worker has ended');
      process.exit(1);
    });
  },
});
