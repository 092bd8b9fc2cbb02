import type { ScriptJob, ScriptRunHooks } from '../domain/scripts/run';
import type { Lease } from './pool/pool';
import { createCapture } from './process/capture';
import type { RunPaths } from './process/environment';
import { trackRunProcesses } from './process/run-processes';
import { supervise } from './process/supervise';
import type { Masker } from './masking';
import type { RunEnding } from './results/outcome';
import type { RuntimeAdapter } from './runtimes/adapter';

export interface ServedJob {
  readonly job: ScriptJob;
  readonly adapter: RuntimeAdapter;
  readonly lease: Lease;
  readonly paths: RunPaths & { readonly script: string };
  /** Variables of the run alone; the process has the others. */
  readonly environment: Readonly<Record<string, string>>;
  readonly masker: Masker;
}

/** Runs a job in a process of the pool, and gives that back. */
export async function runServed(run: ServedJob, hooks: ScriptRunHooks): Promise<RunEnding> {
  const { job, adapter, lease, masker } = run;
  const { resident, kind } = lease;
  const startedAt = performance.now();
  const processes = trackRunProcesses({ leader: resident.pid, runIds: [job.runId], account: resident.account });
  const stdout = createCapture(masker, (text) => hooks.onOutput?.('stdout', text));
  const stderr = createCapture(masker, (text) => hooks.onOutput?.('stderr', text));
  hooks.onStart?.({ pid: resident.pid, startedAt: resident.startedAt.toISOString() });

  const over = resident.serve({
    paths: run.paths,
    environment: run.environment,
    onStdout: stdout.write,
    onStderr: stderr.write,
  });
  const supervised = await supervise({
    processes,
    over,
    limits: job.limits,
    signal: hooks.signal,
    softStop: adapter.softStop,
  });
  const durationMs = Math.round(performance.now() - startedAt);
  // A process that was stopped in the middle of a run serves no other, and its run is over when it has gone.
  const early = supervised.stopped === null ? await over : undefined;
  const hasAnswered = early?.kind === 'answered';
  const leftovers = await processes.end({ keepLeader: hasAnswered });
  const served = early ?? (await over);
  // The run is over; nobody waits until its process is.
  const released = lease.release(hasAnswered ? early.isClean : Promise.resolve(false));
  if (!hasAnswered) await released;
  return {
    ...supervised,
    exit: served.kind === 'lost' ? served.exit : { exitCode: null, signal: null },
    stdout: stdout.end(),
    stderr: stderr.end(),
    leftovers,
    durationMs,
    process: kind,
    ...(served.kind === 'answered' && served.report !== undefined ? { report: served.report } : {}),
  };
}
