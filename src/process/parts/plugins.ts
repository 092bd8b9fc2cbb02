import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHandlerRoutes } from '../../api/plugins/routes';
import { createHandlerUsers } from '../../services/plugins/users';
import { createInspectModule } from '../../services/plugins/inspect';
import { createPluginRegistry } from '../../services/plugins/registry';
import { startScriptRun } from '../../temporal/runs/scripts';
import type { CreatePart } from './part';
import { workerRegistryOf } from './workers';

const startTimeoutMs = 5_000;

export const pluginsPart: CreatePart = ({ foundation, scripts }) => {
  const { stores, client, queueName, now } = foundation;
  return {
    name: 'plugins',
    routes() {
      const workers = workerRegistryOf(foundation);
      const inspect = createInspectModule({
        ...{ prepare: scripts.prepare.prepare, runs: stores.scriptRuns, newId: randomUUID, wait: sleep, now },
        start: (plan) => startScriptRun(client, queueName, plan, startTimeoutMs),
        hasWorker: async () => (await workers.serving('scripts-api')).length > 0,
      });
      const registry = createPluginRegistry({
        ...{ plugins: stores.plugins, inspect, newId: randomUUID, now },
        usersOf: createHandlerUsers({ alerts: stores.alerts }),
      });
      return createHandlerRoutes({ registry });
    },
  };
};
