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
  const timers = createTimers();
  let memoryLimit: Supervised['memoryLimit'] = process.platform === 'linux' ? 'enforced' : 'not_enforced';

  const breach = async (): Promise<StopReason> => {
    for (let wait = firstLookMs; ; wait = everyMs) {
      await timers.pass(wait);
      const { memory, processes: count } = await processes.measure(processLimit);
      if (count > processLimit) return 'process_limit';
      if (memory === null) memoryLimit = 'not_enforced';
      else if (memory > limits.memoryMiB * 1024 * 1024) return 'memory_exceeded';
    }
  };
  const tooLate = async (): Promise<StopReason> => {
    await timers.pass(limits.timeoutSeconds * 1000);
    return 'timed_out';
  };
  let leave: () => void = () => undefined;
  const cancelled = new Promise<StopReason>((resolve) => {
    leave = () => resolve('cancelled');
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave);
  });

  try {
    const stopped = await Promise.race([over.then(() => null), cancelled, tooLate(), breach()]);
    if (stopped === 'timed_out' || stopped === 'cancelled') {
      processes.signal(softStop);
      await Promise.race([over, timers.pass(graceMs)]);
    }
    return { stopped, memoryLimit };
  } finally {
    signal.removeEventListener('abort', leave);
    timers.end();
  }
}

/** Waits that end with the run: they are forgotten, which costs a warm run less than an error for each of them. */
function createTimers() {
  const pending = new Set<NodeJS.Timeout>();
  let isOver = false;
  return {
    pass: (ms: number) =>
      new Promise<void>((resolve) => {
        if (isOver) return;
        const timer = setTimeout(() => {
          pending.delete(timer);
          resolve();
        }, ms);
        pending.add(timer);
      }),
    end(): void {
      isOver = true;
      for (const timer of pending) clearTimeout(timer);
    },
  };
}
