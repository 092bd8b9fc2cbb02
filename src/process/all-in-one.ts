import type { Environment } from '../config/config';
import { createLogger, type Logger } from '../telemetry/logging';
import { killAllEngines } from '../embedded/engine-process';
import { startEngines } from '../embedded/engines';
import type { EngineLog } from '../lifecycle/start-fault';
import { runUntilSignal, type StopStep } from '../lifecycle/run-until-signal';
import { productVersion } from '../lifecycle/version';
import type { RunningProduct } from '../cli/demo/product';
import { builtBundle } from '../temporal/bundle';
import { installRuntime } from '../temporal/runtime';
import { greeting } from './greeting';
import type { Foundation } from './foundation';
import { oneTimeAddresses } from './parts/sign-in';
import { startProduct } from './product';
import { firstAdministratorKey } from '../store/identity/first-administrator';
import { workerStopMs } from './worker';
import { configLines, startConfig, type StartConfig } from './start-config';

/** `certloom start`: engines, workers and API until a signal; resolves with the exit code. */
export async function runAllInOne(env: Environment): Promise<number> {
  const started = startConfig(env);
  const logger = createLogger({ level: started.config.logLevel, pretty: process.stdout.isTTY });
  let exitCode = 0;
  await runUntilSignal({
    log: logger,
    endAtOnce: killAllEngines,
    exit: (code) => {
      exitCode = code;
      // Handles that a library left open must not keep an ended product alive.
      setTimeout(() => process.exit(code), 2_000).unref();
    },
    start: async ({ signal, atStop }) => {
      for (const line of configLines(started.config)) logger.info(line);
      const product = await bringUp(started, logger, signal, atStop);
      const { apiUrl, temporalUiUrl, signInUrl } = product;
      process.stdout.write(
        greeting({ version: productVersion(), apiUrl, temporalUiUrl, signInUrl }, started, process.stdout.isTTY),
      );
    },
  });
  return exitCode;
}

/** The same inside this process, for the demo: the caller stops it. */
export async function startAllInOne(env: Environment, say: (line: string) => void): Promise<RunningProduct> {
  const started = startConfig(env);
  const logger = createLogger({ level: started.config.logLevel, pretty: process.stdout.isTTY });
  const steps: StopStep[] = [];
  const stop = async () => {
    for (const step of steps.splice(0).reverse()) await step.stop();
  };
  try {
    return {
      ...(await bringUp(started, logger, new AbortController().signal, (step) => steps.push(step), {
        info: say,
        warn: say,
        error: say,
      })),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function bringUp(
  { config }: StartConfig,
  logger: Logger,
  signal: AbortSignal,
  atStop: (step: StopStep) => void,
  engineLog: EngineLog = logger,
): Promise<Omit<RunningProduct, 'stop'> & { readonly signInUrl: string | undefined }> {
  installRuntimeOnce(logger);
  const engines = await startEngines(config, {
    log: engineLog,
    signal,
    onExit: (exit) => logger.error(exit, 'an engine ended by itself; it is started again'),
  });
  atStop({ name: 'engines', stop: () => engines.stop() });
  const product = await startProduct(config, engines, {
    workflowBundle: builtBundle,
    version: productVersion(),
    logger,
    hasRoom: () => engines.hasRoom(),
    holdsDataDir: true,
  });
  atStop({ name: 'API and workers', stop: () => product.stop(), limitMs: workerStopMs(config) });
  void product.worker.done.catch((error: unknown) => logger.error({ err: error }, 'a worker has ended'));
  const signInUrl = await firstSignIn(product.foundation);
  return {
    signInUrl,
    apiUrl: product.api.url,
    adminKey: config.adminKey,
    temporalUiUrl: engines.temporalUiUrl ?? undefined,
  };
}

/** Undefined where there is no first administrator who may sign in, or none can be made now: the start goes on. */
async function firstSignIn(foundation: Foundation): Promise<string | undefined> {
  try {
    const { stores } = foundation;
    const key = await stores.apiKeys.get(firstAdministratorKey);
    const user = await stores.users.find(key.user);
    return user?.enabled === true ? (await oneTimeAddresses(foundation).make(user.uuid)).url : undefined;
  } catch (error) {
    foundation.logger.warn({ err: error }, 'no address for signing in could be made; "certloom sign-in" makes one');
    return undefined;
  }
}

let isInstalled = false;
function installRuntimeOnce(logger: Logger): void {
  if (isInstalled) return;
  isInstalled = true;
  installRuntime(({ level, message, meta }) => {
    if (level === 'ERROR') logger.error(meta ?? {}, message);
    else logger.warn(meta ?? {}, message);
  });
}
