import type { ScriptRunner } from '../../domain/scripts/run';
import type { SecurityContext } from '../../domain/scripts/runtime';
import type { WorkerSelf } from '../../domain/workers/worker';
import type { ScriptRunStore } from '../../store/scripts/runs';

export interface SweepDeps {
  readonly runs: Pick<ScriptRunStore, 'unswept' | 'swept'>;
  readonly runner: () => Promise<Pick<ScriptRunner, 'endLeftovers'>>;
  readonly self: Pick<WorkerSelf, 'host' | 'osUser'>;
  /** Whose scripts this process runs. */
  readonly contexts: readonly SecurityContext[];
}

const atOnce = 100;

/**
 * Ends what lost runs have left on this host. Only what this worker could have started itself: it sees no other's
 * processes for what they are.
 */
export function createSweep({ runs, runner, self, contexts }: SweepDeps) {
  return async function sweep(): Promise<number> {
    const lost = (await runs.unswept(self.host, atOnce)).filter(
      ({ context, osUser }) => contexts.includes(context) && osUser === self.osUser,
    );
    if (lost.length === 0) return 0;
    const { endLeftovers } = await runner();
    for (const { runId } of lost) await runs.swept(runId, await endLeftovers(runId));
    return lost.length;
  };
}

export type Sweep = ReturnType<typeof createSweep>;
