import { hasRunEnded, type ScriptRun } from '../../domain/scripts/run-record';
import type { ScriptLockHolder, ScriptLockStore } from '../../store/scripts/locks';

export interface ScriptLocksDeps {
  readonly locks: ScriptLockStore;
  readonly runs: { find(runId: string): Promise<ScriptRun | null> };
  /** Whether a process has ended; by the database's clock. */
  readonly isGone: (processId: string) => Promise<boolean>;
  readonly now: () => Date;
  readonly wait: (ms: number) => Promise<unknown>;
}

const lookMs = 100;
/** What is left of a run that has ended, on a worker that lives, is ended by then. */
const settledMs = 10_000;

/**
 * Lets one run at a time do what a name stands for, over all workers. A lock has no time limit: it is free when its run
 * has given it back, when the process that holds it has ended, or some seconds after its run has ended otherwise.
 */
export function createScriptLocks({ locks, runs, isGone, now, wait }: ScriptLocksDeps) {
  async function isLeftBehind({ runId, processId }: ScriptLockHolder): Promise<boolean> {
    if (processId === '' || (await isGone(processId))) return true;
    const run = await runs.find(runId);
    if (run === null) return true;
    return hasRunEnded(run.status) && run.finishedAt !== null && now().getTime() - run.finishedAt.getTime() > settledMs;
  }

  return {
    /**
     * True: the run has it. Looks for so long and no longer, so that who waits holds no slot.
     * @param patienceMs how long to look
     */
    async take(name: string, holder: ScriptLockHolder, patienceMs: number): Promise<boolean> {
      for (let waitedMs = 0; ; waitedMs += lookMs) {
        const other = await locks.take(name, holder, now());
        if (other === null || (other.runId === holder.runId && other.processId === holder.processId)) return true;
        if (await isLeftBehind(other)) {
          await locks.release(name, other);
          continue;
        }
        if (waitedMs >= patienceMs) return false;
        await wait(lookMs);
      }
    },

    release: (name: string, holder: ScriptLockHolder): Promise<void> => locks.release(name, holder),
  };
}

export type ScriptLocks = ReturnType<typeof createScriptLocks>;
