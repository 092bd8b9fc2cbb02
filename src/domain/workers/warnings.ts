import { securityContexts, type SecurityContext } from '../scripts/runtime';
import { scriptQueues, type Worker } from './worker';

export const workerWarningCodes = [
  'no_script_worker',
  'queue_runtimes_differ',
  'contexts_not_separated',
  'context_key_missing',
] as const;

/** What an operator should know of the workers, though each of them works. */
export interface WorkerWarning {
  readonly code: (typeof workerWarningCodes)[number];
  readonly detail: string;
}

export interface WorkerFacts {
  readonly workers: readonly Worker[];
  /** Without scripts nobody needs a worker that runs them. */
  readonly hasScripts: boolean;
  /** Id of the key that secrets of each context are sealed to now. */
  readonly currentKeys: Readonly<Partial<Record<SecurityContext, string>>>;
}

/** In a fixed order, so that two answers compare. */
export function workerWarnings({ workers, hasScripts, currentKeys }: WorkerFacts): readonly WorkerWarning[] {
  const running = workers.filter(({ state }) => state === 'running');
  const inContext = (context: SecurityContext) => running.filter(({ contexts }) => contexts.includes(context));
  return [
    ...(hasScripts ? securityContexts.filter((context) => inContext(context).length === 0).map(unserved) : []),
    ...securityContexts.flatMap((context) => differing(scriptQueues[context], inContext(context))),
    ...notSeparated(inContext('api'), inContext('service')),
    ...securityContexts.flatMap((context) => keyless(context, currentKeys[context], inContext(context))),
  ];
}

function unserved(context: SecurityContext): WorkerWarning {
  const queue = scriptQueues[context];
  return {
    code: 'no_script_worker',
    detail: `No worker serves ${queue}: scripts of the context ${context} end as no_worker. Start one with ${queue} in CERTLOOM_WORKER_SERVES.`,
  };
}

/** A script would run or not, by chance. The first worker stands for those that are alike. */
function differing(queue: string, workers: readonly Worker[]): WorkerWarning[] {
  const kinds = new Map(workers.map((worker) => [runtimesInWords(worker), worker]));
  if (kinds.size < 2) return [];
  const each = [...kinds].map(([runtimes, { identity }]) => `${identity} has ${runtimes}`).sort();
  return [
    { code: 'queue_runtimes_differ', detail: `Workers of ${queue} have different runtimes: ${each.join('; ')}.` },
  ];
}

function runtimesInWords({ runtimes }: Worker): string {
  const found = runtimes.filter(({ available }) => available).map(({ runtime, version }) => `${runtime} ${version}`);
  return found.length === 0 ? 'none' : found.sort().join(', ');
}

function notSeparated(api: readonly Worker[], service: readonly Worker[]): WorkerWarning[] {
  const both = api.find((one) => service.includes(one));
  const detail =
    both === undefined
      ? sharedAccount(api, service)
      : `One process, ${both.identity}, runs the scripts of both contexts as ${both.scriptAccount}`;
  if (detail === undefined) return [];
  return [{ code: 'contexts_not_separated', detail: `${detail}: each can reach what the other may.` }];
}

function sharedAccount(api: readonly Worker[], service: readonly Worker[]): string | undefined {
  const shared = api.find((one) =>
    service.some(({ host, scriptAccount }) => host === one.host && scriptAccount === one.scriptAccount),
  );
  return shared && `On ${shared.host}, the scripts of both contexts run as ${shared.scriptAccount}`;
}

function keyless(context: SecurityContext, key: string | undefined, workers: readonly Worker[]): WorkerWarning[] {
  if (key === undefined) return [];
  return workers
    .filter(({ contextKeys }) => !contextKeys.includes(key))
    .map(({ identity }) => ({
      code: 'context_key_missing',
      detail: `The worker ${identity} serves ${scriptQueues[context]} without the key ${key} of the context ${context}: it can open no secret. Give it the key in CERTLOOM_CONTEXT_KEY_FILE.`,
    }));
}
