import type { DiscoveryGapStore } from '../../store/discoveries/gaps';
import type { DiscoveryRowStore } from '../../store/discoveries/rows';
import type { DiscoveryRunStore } from '../../store/discoveries/runs';
import { parseDiscoveryWorkflowId, discoveryWorkflowId } from '../../temporal/ids';
import type { DiscoveryRunState } from '../../temporal/messages/discoveries';

export interface UpkeepDeps {
  readonly runs: Pick<DiscoveryRunStore, 'silentSince' | 'endedBefore' | 'ofDiscovery' | 'remove'>;
  readonly rows: Pick<DiscoveryRowStore, 'removeSome'>;
  readonly gaps: Pick<DiscoveryGapStore, 'removeOfRun'>;
  readonly start: (state: DiscoveryRunState, workflowId: string) => Promise<void>;
  readonly isRunning: (workflowId: string) => Promise<boolean | undefined>;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** A run says at least so often that it lives; pushed content may be quiet for longer. */
const silentMs = 5 * 60_000;
const dayMs = 86_400_000;
const keptMs = 90 * dayMs;
const atOnce = 20;
const rowsAtOnce = 2_000;

/** What runs leave behind: those that were lost are brought to their end, old ones are forgotten. */
export function createDiscoveryUpkeep(deps: UpkeepDeps) {
  async function forget(run: string): Promise<void> {
    while (await deps.rows.removeSome(run, rowsAtOnce));
    await deps.gaps.removeOfRun(run);
    await deps.runs.remove(run);
  }

  return {
    /** Runs that the engine does not know, or that somebody terminated there. */
    async lookAround(): Promise<void> {
      const silent = await deps.runs.silentSince(new Date(deps.now().getTime() - silentMs), atOnce);
      for (const { id: runId, workflowId } of silent) {
        const running = await deps.isRunning(workflowId);
        const known = parseDiscoveryWorkflowId(workflowId);
        if (running === true || known === undefined) continue;
        if (running === undefined) await deps.start({ runId, position: 0 }, workflowId);
        else await deps.start({ runId, position: 0, isLost: true }, discoveryWorkflowId(known.uuid, known.run, 'lost'));
      }
    },

    /** Runs of a discovery that is deleted. */
    async forgetAll(discovery: string): Promise<void> {
      for (;;) {
        const some = await deps.runs.ofDiscovery(discovery, atOnce);
        for (const { id } of some) await forget(id);
        if (some.length < atOnce) return;
      }
    },

    /** Old ones, with their rows; how the latest ended stands in the discovery. */
    async tidy(at: Date): Promise<void> {
      for (const { id } of await deps.runs.endedBefore(new Date(at.getTime() - keptMs), atOnce)) await forget(id);
    },
  };
}

export type DiscoveryUpkeep = ReturnType<typeof createDiscoveryUpkeep>;
