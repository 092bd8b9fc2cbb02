import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptEnding } from '../../domain/scripts/run';
import type { ScriptLimits } from '../../domain/scripts/script';
import type { RunProcesses } from './run-processes';

/** Why a run was ended by us; it keeps this status whatever its exit code says then. */
export type StopReason = Extract<ScriptEnding, 'timed_out' | 'cancelled' | 'memory_exceeded' | 'process_limit'>;

export interface SuperviseOptions {
  readonly processes: Pick<RunProcesses, 'signal' | 'measure'>;
  /** Resolves when the run has come to its end by itself. */
  readonly over: Promise<unknown>;
  readonly limits: ScriptLimits;
  /** Aborting it cancels the run. */
  readonly signal: AbortSignal;
  /** What asks the runtime to end and lets it tidy up. */
  readonly softStop: NodeJS.Signals;
  readonly graceMs?: number;
}

export interface Supervised {
  /** Null when the run ended by itself. */
  readonly stopped: StopReason | null;
  readonly memoryLimit: 'enforced' | 'not_enforced';
}

/** Living processes that a run may have at once. */
const processLimit = 64;
const firstLookMs = 100;
const everyMs = 250;

/**
 * Waits for the end of a run and sees that it keeps its limits. A run whose time is up or that is cancelled is asked to
 * end and given two seconds; the caller kills what is left, as it does after every run.
 */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const { processes, over, limits, signal, softStop, graceMs = 2_000 } = options;
  const done = new AbortController();
  let memoryLimit: Supervised['memoryLimit'] = process.platform === 'linux' ? 'enforced' : 'not_enforced';

  const breach = async (): Promise<StopReason> => {
    for (let wait = firstLookMs; ; wait = everyMs) {
      await sleep(wait, undefined, { signal: done.signal });
      const { memory, processes: count } = await processes.measure(processLimit);
      if (count > processLimit) return 'process_limit';
      if (memory === null) memoryLimit = 'not_enforced';
      else if (memory > limits.memoryMiB * 1024 * 1024) return 'memory_exceeded';
    }
  };
  const tooLate = async (): Promise<StopReason> => {
    await sleep(limits.timeoutSeconds * 1000, undefined, { signal: done.signal });
    return 'timed_out';
  };
  const cancelled = new Promise<StopReason>((resolve) => {
    if (signal.aborted) resolve('cancelled');
    signal.addEventListener('abort', () => resolve('cancelled'), { signal: done.signal });
  });
  // What is waited for no more when the run is over must not end the process as a rejection that nobody sees.
  const unlessDone = async (reason: Promise<StopReason>): Promise<StopReason> => {
    try {
      return await reason;
    } catch (error) {
      if (done.signal.aborted) return new Promise<never>(() => undefined);
      throw error;
    }
  };

  try {
    const stopped = await Promise.race([over.then(() => null), cancelled, unlessDone(tooLate()), unlessDone(breach())]);
    if (stopped === 'timed_out' || stopped === 'cancelled') {
      processes.signal(softStop);
      await Promise.race([over, sleep(graceMs, undefined, { signal: done.signal }).catch(() => undefined)]);
    }
    return { stopped, memoryLimit };
  } finally {
    done.abort();
  }
}
