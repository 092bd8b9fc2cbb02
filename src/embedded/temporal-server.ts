import { Connection } from '@temporalio/client';
import { startEngine, type EngineHooks, type EngineProcess } from './engine-process';
import { searchAttributeNames } from './prepare-namespace';
import type { ConnectionAccess } from '../temporal/access';

export interface TemporalServerOptions {
  readonly program: string;
  readonly namespace: string;
  readonly port: number;
  /** Undefined: no UI. */
  readonly uiPort: number | undefined;
  readonly databaseFile: string;
  readonly logFile: string;
}

/**
 * Dynamic configuration of the development server. It has one history shard, and each queue processor of a shard
 * polls 20 times a second by default: every hop of a workflow would wait for the next 50 ms tick. One matching
 * partition stops forwarding between partitions. Eager activities are off in the server but on in the SDK.
 */
const dynamicConfig = [
  'history.transferProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxPollRPS=1000',
  'history.visibilityProcessorMaxPollRPS=1000',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  'system.enableActivityEagerExecution=true',
] as const;

/** Command line of the development server. */
export function temporalArguments(options: Omit<TemporalServerOptions, 'program' | 'logFile'>): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1'],
    ...['--port', String(options.port)],
    ...(options.uiPort === undefined ? ['--headless'] : ['--ui-port', String(options.uiPort)]),
    ...['--db-filename', options.databaseFile],
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    ...(options.namespace === 'default' ? [] : ['--namespace', options.namespace]),
    ...searchAttributeNames.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ...dynamicConfig.flatMap((entry) => ['--dynamic-config-value', entry]),
    ...['--color', 'never'],
  ];
}

/** Starts the development server with its UI on 127.0.0.1 and resolves when the namespace answers. */
export function startTemporalServer(options: TemporalServerOptions, hooks: EngineHooks): Promise<EngineProcess> {
  const address = `127.0.0.1:${options.port}`;
  return startEngine(
    {
      name: 'Temporal server',
      program: options.program,
      args: temporalArguments(options),
      // Fewer garbage collections; worth some 15 % of throughput for some 100 MB.
      env: { ...process.env, GOGC: process.env['GOGC'] ?? '400' },
      logFile: options.logFile,
      ready: () => assertTemporalServes(address, options.namespace, 2_000),
      readyLimitMs: 60_000,
      stopGraceMs: 15_000,
    },
    hooks,
  );
}

/** One look at a server. Throws when it cannot be reached or does not know the namespace. */
export async function assertTemporalServes(
  address: string,
  namespace: string,
  limitMs: number,
  access: ConnectionAccess = {},
): Promise<void> {
  const connection = Connection.lazy({ address, connectTimeout: limitMs, ...access });
  try {
    await connection.withDeadline(Date.now() + limitMs, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } finally {
    await connection.close();
  }
}
