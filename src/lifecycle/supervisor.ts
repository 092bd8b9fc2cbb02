import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { elapsed } from './elapsed';
import type { EngineLog } from './start-fault';

/** What the supervisor needs of a child process. */
export interface Supervised {
  once(event: 'exit', listener: (code: number | null, signal: NodeJS.Signals | null) => void): unknown;
  once(event: 'error', listener: (error: Error) => void): unknown;
  kill(signal: NodeJS.Signals): unknown;
}

export interface SupervisorOptions {
  readonly start: () => Supervised;
  readonly log: EngineLog;
  /** Where signals come from; `process` unless a test says otherwise. */
  readonly events?: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
  /** First pause before it is started again; doubles with each death. */
  readonly firstPauseMs?: number;
  readonly steadyClock?: () => number;
}

/** Deaths in a row, each soon after the start, after which it is not started again. */
const mostDeaths = 5;
const longestPauseMs = 30_000;
/** Who has lived this long does not die of its start. */
const settledMs = 5 * 60_000;
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** How a process ends that was out of memory, or whose runtime failed; in order it ends with a code. */
const crashes: ReadonlySet<string> = new Set(['SIGABRT', 'SIGKILL', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGTRAP']);
/** Node's own for an abort, where no signal is told. */
const abortCode = 134;
/** EX_SOFTWARE of sysexits.h. */
export const gaveUpExitCode = 70;

/**
 * Runs a process and starts it again when it crashes, after a pause that grows. Signals go on to it. Resolves with the
 * exit code: its own when it ends by itself or when asked, 70 when it crashes again and again.
 */
export async function supervise({
  start,
  log,
  events = process,
  firstPauseMs = 1_000,
  steadyClock = () => performance.now(),
}: SupervisorOptions): Promise<number> {
  const stopping = new AbortController();
  let child: Supervised | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    stopping.abort();
    child?.kill(signal);
  };
  for (const signal of forwarded) events.on(signal, onSignal);
  try {
    for (let deaths = 1; ; deaths += 1) {
      const startedAt = steadyClock();
      const running = start();
      child = running;
      const { code, signal } = await endOf(running);
      child = undefined;
      const crashed = code === abortCode || (signal !== null && crashes.has(signal));
      if (stopping.signal.aborted || !crashed) return code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
      const livedMs = steadyClock() - startedAt;
      if (livedMs >= settledMs) deaths = 1;
      const how = `Certloom has crashed (${signal ?? `exit code ${code}`}) after ${elapsed(livedMs)}; most often it was out of memory.`;
      if (deaths >= mostDeaths) {
        log.error(`${how} That was the ${mostDeaths}th time in a row: it is not started again.`);
        return gaveUpExitCode;
      }
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (deaths - 1));
      log.error(`${how} It is started again in ${elapsed(pauseMs)} (${deaths} of ${mostDeaths - 1}).`);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return 0;
    }
  } finally {
    for (const signal of forwarded) events.off(signal, onSignal);
  }
}

function endOf(child: Supervised): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', reject);
  });
}
