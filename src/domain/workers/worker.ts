import { ownSecretVariable } from '../secrets/named-secret';
import { securityContexts, type Runtime, type RuntimeProbe, type SecurityContext } from '../scripts/runtime';

/** Who a worker process is, whatever it serves: what records of its work name. */
export interface WorkerSelf {
  /** Made anew at every start; that of its lease. */
  readonly id: string;
  /** As the engine knows it, such as `4711@build-3`. */
  readonly identity: string;
  readonly host: string;
  /** Name of the OS account, or its number where it has none. */
  readonly osUser: string;
  readonly pid: number;
  readonly version: string;
  readonly startedAt: Date;
}

/** What a worker process says of itself when it begins to poll. */
export interface WorkerReport extends WorkerSelf {
  /** Names of the task queues that it serves. */
  readonly queues: readonly string[];
  /** Under which its scripts run: its own, unless its settings name another; null for one that runs none. */
  readonly scriptAccount: string | null;
  /** Whose scripts it runs; empty for one that runs none. */
  readonly contexts: readonly SecurityContext[];
  /** What it found at its start; empty for one that runs no scripts. */
  readonly runtimes: readonly RuntimeProbe[];
  /** Ids of the keys of contexts that it holds. */
  readonly contextKeys: readonly string[];
  /** Names of secrets that its own account gives to scripts. */
  readonly ownSecrets: readonly string[];
}

export const workerStates = ['running', 'stopped', 'lost'] as const;
/** `stopped` ended in order; `lost` was killed, or has not been heard of for ten seconds. */
export type WorkerState = (typeof workerStates)[number];

/** A worker as the installation knows it. Ended ones are kept for a day. */
export interface Worker extends WorkerReport {
  readonly state: WorkerState;
  /** By the database's clock. */
  readonly lastSeenAt: Date;
  readonly endedAt: Date | null;
}

/** The task queue of each context. Which one a run takes follows from what started it, never from a request. */
export const scriptQueues = { api: 'scripts-api', service: 'scripts-service' } as const satisfies Readonly<
  Record<SecurityContext, string>
>;

/** Contexts whose scripts a worker of these queues runs. */
export function contextsOf(queues: readonly string[]): readonly SecurityContext[] {
  return securityContexts.filter((context) => queues.includes(scriptQueues[context]));
}

/** Runtimes that some running worker of the context can start. */
export function runtimesOf(workers: readonly Worker[], context: SecurityContext): readonly Runtime[] {
  const found = workers
    .filter(({ state, contexts }) => state === 'running' && contexts.includes(context))
    .flatMap(({ runtimes }) => runtimes.filter(({ available }) => available).map(({ runtime }) => runtime));
  return [...new Set(found)];
}

/** Those of these secrets that some running worker of scripts gives from its own account. */
export function ownSecretsAmong(workers: readonly Worker[], names: readonly string[]): readonly string[] {
  const own = new Set(
    workers
      .filter(({ state, contexts }) => state === 'running' && contexts.length > 0)
      .flatMap((one) => one.ownSecrets),
  );
  return names.filter((name) => own.has(name) || own.has(ownSecretVariable(name)));
}
