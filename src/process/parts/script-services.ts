import { setTimeout as sleep } from 'node:timers/promises';
import { securityContexts, type RuntimeProbe } from '../../domain/scripts/runtime';
import { ConfigError } from '../../config/config';
import { findAccount, type ScriptAccount } from '../../scripts/process/account';
import { syntaxProgram } from '../../scripts/runtimes/pwsh/syntax-program';
import { createScriptRunner, type OpenScriptRunner, type ScriptHttp } from '../../scripts/runner';
import { loadPluginFrom } from '../../services/plugins/load-plugin';
import { createModuleFiles } from '../../services/plugins/module-file';
import { createScriptConnections } from '../../services/connections/for-scripts';
import { createSharedTokens } from '../../services/connections/shared-tokens';
import { createExecuteRun, type ExecuteRun } from '../../services/scripts/execute';
import { loadStepScript } from '../../services/builder/load-step-script';
import { createScriptLibrary, type ScriptLibrary } from '../../services/scripts/library';
import { loadFrom, loadFromAny, type LoadScript } from '../../services/scripts/loaded-script';
import { loadSyntaxProgram } from '../../services/scripts/ask-for-syntax';
import { createScriptLocks } from '../../services/scripts/lock';
import { createPrepareRuns, type PrepareRuns } from '../../services/scripts/prepare';
import { createSettleRuns, type SettleRuns } from '../../services/scripts/settle';
import { createWorkerRegistry } from '../../services/workers/registry';
import { createEntryWriter } from '../../services/scripts/write-entries';
import { createSweep, type Sweep } from '../../services/scripts/sweep';
import { createConnectionFetchers } from './connection-fetchers';
import { scriptQueue } from '../../temporal/ids';
import { definitionContentOf } from './definition-content';
import type { KeylessFoundation } from '../keyless-foundation';
import type { NotificationServices } from './notification-services';

/** What runs scripts, for all parts of a process that have any run. */
export interface ScriptServices {
  readonly library: ScriptLibrary;
  readonly load: LoadScript;
  readonly prepare: PrepareRuns;
  readonly settle: SettleRuns;
  readonly execute: ExecuteRun;
  readonly sweep: Sweep;
  readonly probes: () => Promise<readonly RuntimeProbe[]>;
  close(): Promise<void>;
}

export function createScriptServices(
  foundation: KeylessFoundation,
  { lastingLog, guard }: Pick<NotificationServices, 'lastingLog' | 'guard'>,
): ScriptServices {
  const { stores, self, lease, logger, now, config } = foundation;
  const registry = createWorkerRegistry({ workers: stores.workers, processes: stores.processes, lease });
  const library = createScriptLibrary({ scripts: stores.scripts });
  const load = loadFromAny([
    loadFrom(library),
    loadStepScript(definitionContentOf(stores)),
    loadSyntaxProgram(syntaxProgram()),
    loadPluginFrom({ plugins: stores.plugins, files: createModuleFiles(config.pluginDir) }),
  ]);
  const prepare = createPrepareRuns({
    ...{ runs: stores.scriptRuns, load, now },
    scheduleToStartSeconds: async () => (await stores.settings.get()).values.scripts.scheduleToStartSeconds,
  });
  const settle = createSettleRuns({
    ...{ runs: stores.scriptRuns, prepareNext: prepare.prepareNext, now },
    hasWorker: async (context) =>
      (await registry.all()).some(({ state, contexts }) => state === 'running' && contexts.includes(context)),
  });
  const fetchers = createConnectionFetchers(config, guard);
  const { runner, probes, close } = lazyRunner(foundation, fetchers.fetcherFor);
  const execute = createExecuteRun({
    ...{
      runs: stores.scriptRuns,
      chunks: stores.scriptRunChunks,
      load,
      openSecrets: foundation.openScriptSecrets,
      openConnections: createScriptConnections({
        connections: stores.connections,
        openSecrets: foundation.openScriptSecrets,
        tokens: createSharedTokens({ store: stores.connectionTokens, keys: foundation.contextKeys, now, wait: sleep }),
        fetcherFor: fetchers.fetcherFor,
      }),
      runner,
    },
    locks: createScriptLocks({
      ...{ locks: stores.scriptLocks, runs: stores.scriptRuns, isGone: (id) => lease.isGone(id), now, wait: sleep },
    }),
    prepareNext: prepare.prepareNext,
    writeEntries: createEntryWriter({ write: (entry) => lastingLog.write(entry), logger, wait: sleep }),
    hasRequiredSink: config.eventLogRequired.length > 0,
    ...{ self, logger, now, wait: sleep },
  });
  const contexts = securityContexts.filter((context) => config.workerServes.includes(scriptQueue(context)));
  return {
    library,
    load,
    prepare,
    settle,
    execute,
    sweep: createSweep({ runs: stores.scriptRuns, runner, self, contexts }),
    probes,
    async close() {
      await close();
      await fetchers.close();
    },
  };
}

/** Made by the first who needs it: a process that runs no scripts makes none. */
function lazyRunner(foundation: KeylessFoundation, http: ScriptHttp) {
  let made: Promise<OpenScriptRunner> | undefined;
  const runner = (): Promise<OpenScriptRunner> => (made ??= openRunner(foundation, http));
  return {
    runner,
    probes: async () => (await runner()).probes,
    close: async () => (await made?.catch(() => undefined))?.close(),
  };
}

/** With the programs and the account that this worker's settings name. */
async function openRunner(foundation: KeylessFoundation, http: ScriptHttp): Promise<OpenScriptRunner> {
  const { config, logger } = foundation;
  const { pwshCommand: pwsh, nodeCommand: node, bashCommand: bash, pythonCommand: python } = config;
  return createScriptRunner({
    commands: { pwsh, node, bash, python },
    account: config.scriptAccount === undefined ? null : await accountOf(config.scriptAccount),
    http,
    mostWarm: config.scriptParallel,
    onFault: (fault) => logger.warn({ fault }, 'a process for scripts could not be started before it is needed'),
  });
}

/** Without it scripts would run under an account that they were not meant for, so nothing is run then. */
async function accountOf(setting: string): Promise<ScriptAccount> {
  return findAccount(setting).catch((error: Error) => {
    throw new ConfigError([`CERTLOOM_SCRIPT_ACCOUNT: ${error.message}`]);
  });
}
