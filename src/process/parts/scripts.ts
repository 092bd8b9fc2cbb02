import { setTimeout as sleep } from 'node:timers/promises';
import { createScriptRunActivities, createScriptSettlingActivities } from '../../activities/scripts';
import { createScriptRoutes } from '../../api/scripts/routes';
import { createScriptRunRoutes } from '../../api/scripts/runs';
import { createScriptTestRoute } from '../../api/scripts/test-bench';
import type { Step } from '../../domain/builder/definition';
import type { BranchHandler } from '../../domain/alerts/handler';
import { securityContexts } from '../../domain/scripts/runtime';
import { ownSecretsAmong } from '../../domain/workers/worker';
import { createAskForSyntax } from '../../services/scripts/ask-for-syntax';
import { createFollowRuns } from '../../services/scripts/follow';
import { createScriptKeeper } from '../../services/scripts/keeper';
import { createScriptLinter } from '../../services/scripts/linter';
import { definitionsWithStep } from '../../services/builder/users';
import { createScriptUsers, usersOfShared, type ScriptUserSource } from '../../services/scripts/users';
import { scriptRunEnded, startScriptRun } from '../../temporal/runs/scripts';
import type { CreatePart } from './part';
import { scriptRunning } from './script-running';
import { workerRegistryOf } from './workers';

const startTimeoutMs = 5_000;

export const scriptsPart: CreatePart = ({
  foundation,
  scripts,
  foundation: { stores, client, queueName, now, logger },
}) => ({
  name: 'scripts',
  workflows: ['scriptRun'],
  activities() {
    const running = createScriptRunActivities(scripts.execute);
    const settling = createScriptSettlingActivities(scripts.settle);
    return { certloom: settling, 'scripts-api': running, 'scripts-service': running };
  },
  ...scriptRunning(scripts, logger),
  inherit: scripts.settle.inherit,
  routes({ isStopping }) {
    const triggersOf: ScriptUserSource = async ({ name }) => {
      const found = await stores.triggers.referencesOf('script', name.toLowerCase());
      return found.map((trigger) => ({ kind: 'trigger', ...trigger, needs: 'workflow' }));
    };
    const alertsOf: ScriptUserSource = async ({ name }) => {
      const isMeant = ({ type, settings }: BranchHandler) =>
        type === 'script' && String(settings['scriptName']).toLowerCase() === name.toLowerCase();
      const found = (await stores.alerts.all()).filter(({ handlers }) =>
        handlers.some((one) => isMeant(one) || one.onError.handlers.some(isMeant)),
      );
      return found.map((alert) => ({ kind: 'alert', uuid: alert.uuid, name: alert.name, needs: 'handler' }));
    };
    const definitionsOf: ScriptUserSource = async ({ name }) => {
      const isMeant = ({ settings: { scriptName } }: Pick<Step, 'settings'>) =>
        typeof scriptName === 'string' && scriptName.toLowerCase() === name.toLowerCase();
      const found = await definitionsWithStep(stores.definitions, isMeant);
      return found.map((definition) => ({ ...definition, needs: 'workflow' }));
    };
    const registry = workerRegistryOf(foundation);
    const usersOf = createScriptUsers([triggersOf, alertsOf, definitionsOf, usersOfShared(stores.scripts)]);
    const syntaxOf = createAskForSyntax({
      ...{ prepare: scripts.prepare.prepare, runs: stores.scriptRuns, logger, now },
      runtimes: () => registry.runtimesOf('api'),
      async run(plan, timeoutMs) {
        await startScriptRun(client, queueName, plan, timeoutMs);
        await scriptRunEnded(client, plan.runId, timeoutMs);
      },
    });
    const lint = createScriptLinter({ scripts: stores.scripts, syntaxOf });
    const keeper = createScriptKeeper({
      ...{ secrets: stores.secrets, usersOf, now },
      hasConnection: async (name) => (await stores.connections.byName(name)) !== undefined,
      lint,
      ownSecretsOfWorkers: async (names) => ownSecretsAmong(await registry.all(), names),
      runtimesOfWorkers: async () => (await Promise.all(securityContexts.map(registry.runtimesOf))).flat(),
    });
    const { scriptRuns, scriptRunList } = stores;
    return [
      ...createScriptRoutes({ scripts: stores.scripts, keeper, usersOf, lint, runs: scriptRunList }),
      createScriptTestRoute({
        library: scripts.library,
        prepare: scripts.prepare.prepare,
        start: (plan) => startScriptRun(client, queueName, plan, startTimeoutMs),
      }),
      ...createScriptRunRoutes({
        ...{ runs: scriptRuns, list: scriptRunList, cancel: scripts.settle.cancel, isStopping },
        follow: createFollowRuns({ runs: scriptRuns, chunks: stores.scriptRunChunks, wait: sleep }),
      }),
    ];
  },
});
