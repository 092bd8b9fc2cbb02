import { createWorkerRoutes } from '../../api/workers/routes';
import { workerWarnings, type WorkerWarning } from '../../domain/workers/warnings';
import { createWorkerRegistry, type WorkerRegistry } from '../../services/workers/registry';
import type { Foundation } from '../foundation';
import type { CreatePart } from './part';

export const workersPart: CreatePart = ({ foundation }) => ({
  name: 'workers',
  routes: () => createWorkerRoutes({ registry: workerRegistryOf(foundation) }),
  async inherit(dead) {
    await foundation.stores.workers.end(dead, 'lost');
    return true;
  },
});

export function workerRegistryOf({ stores, lease }: Pick<Foundation, 'stores' | 'lease'>): WorkerRegistry {
  return createWorkerRegistry({ workers: stores.workers, processes: stores.processes, lease });
}

/** What `/health` says of the workers. */
export async function warningsOfWorkers(foundation: Foundation): Promise<readonly WorkerWarning[]> {
  const [workers, scripts, keys] = await Promise.all([
    workerRegistryOf(foundation).all(),
    foundation.stores.scripts.count({}),
    foundation.contextSealing.currentKeys(),
  ]);
  const currentKeys = Object.fromEntries(Object.values(keys).map(({ context, id }) => [context, id]));
  return workerWarnings({ workers, hasScripts: scripts.value > 0, currentKeys });
}
