import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptJob, ScriptRunHooks } from '../domain/scripts/run';
import type { ScriptAccount } from './process/account';
import { createCapture } from './process/capture';
import { launch } from './process/launch';
import { trackRunProcesses } from './process/run-processes';
import { supervise } from './process/supervise';
import type { Masker } from './masking';
import type { RunEnding } from './results/outcome';
import type { RuntimeAdapter } from './runtimes/adapter';

export interface FreshRun {
  readonly job: ScriptJob;
  readonly adapter: RuntimeAdapter;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** A host's result, whose coming ends the run even if something keeps its program from exiting. */
  readonly resultFile: string;
  readonly account: ScriptAccount | null;
  readonly masker: Masker;
}

/** Time for a program to exit behind its result, and for its pipes to be closed behind its exit. */
const patienceMs = 500;

/** Runs a job in a process of its own. Rejects with a LaunchFault when the program cannot be started. */
export async function runFresh(run: FreshRun, hooks: ScriptRunHooks): Promise<RunEnding> {
  const { job, adapter, account, masker } = run;
  const startedAt = performance.now();
  const launched = await launch(run);
  const processes = trackRunProcesses({ leader: launched.pid, runIds: [job.runId], account });
  const stdout = createCapture(masker, (text) => hooks.onOutput?.('stdout', text));
  const stderr = createCapture(masker, (text) => hooks.onOutput?.('stderr', text));
  launched.stdout.on('data', (chunk: Buffer) => stdout.write(chunk));
  launched.stderr.on('data', (chunk: Buffer) => stderr.write(chunk));
  hooks.onStart?.({ pid: launched.pid, startedAt: launched.startedAt.toISOString() });

  const done = new AbortController();
  const over =
    adapter.resultOf === 'host'
      ? Promise.race([launched.exited, comingOf(run.resultFile, done.signal)])
      : launched.exited;
  const supervised = await supervise({
    processes,
    over,
    limits: job.limits,
    signal: hooks.signal,
    softStop: adapter.softStop,
  });
  done.abort();
  const durationMs = Math.round(performance.now() - startedAt);
  if (supervised.stopped === null && adapter.resultOf === 'host') {
    const waited = new AbortController();
    const patience = sleep(patienceMs, undefined, { signal: waited.signal }).catch(() => undefined);
    await Promise.race([launched.exited, patience]);
    waited.abort();
  }
  const leftovers = await processes.end();
  const exit = await launched.exited;
  await launched.closed(patienceMs);
  return { ...supervised, exit, stdout: stdout.end(), stderr: stderr.end(), leftovers, durationMs, process: 'fresh' };
}

async function comingOf(file: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !existsSync(file)) await sleep(50, undefined, { signal }).catch(() => undefined);
}
