import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ScriptJob } from '../../domain/scripts/run';
import type { ScriptAccount } from '../process/account';
import type { FoundProgram, RuntimeAdapter } from '../runtimes/adapter';
import type { Lease, ProcessPool } from './pool';

export interface LeaseSurroundings {
  readonly adapter: RuntimeAdapter;
  readonly program: FoundProgram;
  readonly pool: ProcessPool;
  readonly account: ScriptAccount | null;
}

/** A process of the pool for a job; undefined when it has to have one of its own. */
export async function leaseFor(
  job: ScriptJob,
  { adapter, program, pool, account }: LeaseSurroundings,
  signal: AbortSignal,
): Promise<Lease | undefined> {
  const { serves } = adapter;
  if (serves === undefined) return undefined;
  const { command, programs, environment } = program;
  return pool.take(
    {
      program: {
        runtime: adapter.runtime,
        argv: (socket) => serves.argv(command, { programs, socket }),
        environment,
        practice: {
          fileName: serves.practice,
          content: () => readFileSync(path.join(programs, serves.practice), 'utf8'),
        },
      },
      securityContext: job.securityContext,
      account,
      sha256: job.sha256,
      reuse: job.settings.reuse,
    },
    signal,
  );
}
