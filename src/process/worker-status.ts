import { startApiProcess, type ApiProcess } from './api';
import type { Foundation } from './foundation';
import type { WorkerProcess } from './worker';

/**
 * What a worker process answers: `/livez`, `/readyz` and `/metrics`, of itself alone. What is counted where the work is
 * done, such as firings and deliveries, is counted nowhere else; what is read from the database the API tells.
 */
export async function startWorkerStatus(
  foundation: Foundation,
  worker: Pick<WorkerProcess, 'states'>,
  { port, version }: { readonly port: number; readonly version: string },
): Promise<ApiProcess> {
  const config = { ...foundation.config, port };
  return startApiProcess({ ...foundation, config }, [], {
    version,
    workerStates: () => worker.states(),
    portVariable: 'CERTLOOM_WORKER_PORT',
  });
}
