import { elapsed } from './elapsed';
import { type EngineLog, messageOf } from './start-fault';

/** One thing that has to end in order. */
export interface StopStep {
  /** For the log, a noun: `API`, `workers`. */
  readonly name: string;
  readonly stop: () => Promise<void> | void;
  /** After this long the next step is begun anyway; 30 s when absent. */
  readonly limitMs?: number;
}

export interface Life {
  /** Aborted when the process is asked to stop; a start that is under way gives up. */
  readonly signal: AbortSignal;
  /** What was registered last is stopped first, so each part is registered when it runs. */
  readonly atStop: (step: StopStep) => void;
  /** Stops in order with exit code 1, because of an error that nobody can handle. */
  readonly fail: (error: unknown) => void;
}

export interface LifecycleOptions {
  readonly log: EngineLog;
  /** Starts everything and registers the steps; resolves when all serves. */
  readonly start: (life: Life) => Promise<void>;
  /** What a second signal must not leave behind: embedded engines. Nothing when absent. */
  readonly endAtOnce?: () => void;
  /** Ends the process; `process.exit` unless a test says otherwise. */
  readonly exit?: (code: number) => void;
  /** Where signals and unhandled errors come from; `process` unless a test says otherwise. */
  readonly events?: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
  /** What the process writes to; its own output unless a test says otherwise. */
  readonly outputs?: readonly Pick<NodeJS.EventEmitter, 'on'>[];
}

const defaultLimitMs = 30_000;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** As a shell reports it: 128 + SIGKILL. */
const killedExitCode = 137;

/**
 * Runs a process from its start to its ordered stop. SIGINT, SIGTERM or SIGHUP once: every step is stopped, the last
 * registered first, and the exit code is 0. Twice: `endAtOnce` is called and the process ends (137).
 * A failed start, an unhandled rejection or an uncaught exception is logged, followed by the ordered stop and the
 * `exitCode` of the error, else 1. Resolves after `exit` was called.
 */
export async function runUntilSignal({
  log,
  start,
  endAtOnce = () => undefined,
  exit = (code) => process.exit(code),
  events = process,
  outputs = [process.stdout, process.stderr],
}: LifecycleOptions): Promise<void> {
  const steps: StopStep[] = [];
  const stopping = new AbortController();
  let exitCode = 0;
  let ask: () => void = () => {};
  const asked = new Promise<void>((resolve) => (ask = resolve));

  const stop = (code: number) => {
    exitCode = Math.max(exitCode, code);
    stopping.abort();
    ask();
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping.signal.aborted) {
      log.warn(`${signal} again: ending at once`);
      endAtOnce();
      exit(killedExitCode);
      return;
    }
    log.info(`${signal}: stopping in order (once more ends at once)`);
    stop(0);
  };
  const fail = (error: unknown) => {
    log.error(describe(error));
    stop(exitCodeOf(error));
  };

  // Whoever read the output is gone, or its disk is full. The work goes on; an error that is logged about every log
  // line would never end. It stays on: the last lines are written while the process exits.
  for (const output of outputs) output.on('error', () => undefined);
  for (const signal of signals) events.on(signal, onSignal);
  events.on('unhandledRejection', fail);
  events.on('uncaughtException', fail);
  try {
    await start({ signal: stopping.signal, atStop: (step) => steps.push(step), fail });
    await asked;
  } catch (error) {
    // A start that was broken off by a signal fails as it should.
    if (!stopping.signal.aborted) fail(error);
  }
  for (const step of steps.reverse()) await stopWithin(step, log);
  for (const signal of signals) events.off(signal, onSignal);
  events.off('unhandledRejection', fail);
  events.off('uncaughtException', fail);
  exit(exitCode);
}

async function stopWithin({ name, stop, limitMs = defaultLimitMs }: StopStep, log: EngineLog): Promise<void> {
  const begun = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), limitMs)));
  try {
    const outcome = await Promise.race([Promise.resolve().then(stop), late]);
    if (outcome === 'late') log.error(`${name}: not stopped after ${elapsed(limitMs)}, going on`);
    else log.info(`${name}: stopped after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  } catch (error) {
    log.error(`${name}: stopping failed: ${messageOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Errors made for people are shown as they are; of others the stack is needed. */
function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  if ('exitCode' in error) return String(error.message);
  return 'stack' in error ? String(error.stack) : String(error.message);
}

function exitCodeOf(error: unknown): number {
  const code = typeof error === 'object' && error !== null && 'exitCode' in error ? error.exitCode : undefined;
  return typeof code === 'number' && code > 0 ? code : 1;
}
