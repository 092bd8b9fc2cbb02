import { CertloomError } from '../../domain/problem';
import { endWithout } from '../../domain/scripts/run-end';
import { hasRunEnded, type ScriptRun } from '../../domain/scripts/run-record';
import type { SecurityContext } from '../../domain/scripts/runtime';
import type { ScriptRunDoubt, ScriptRunPlan, ScriptRunStep } from '../../temporal/messages/scripts';
import type { ScriptRunStore } from '../../store/scripts/runs';
import type { PrepareRuns } from './prepare';
import { stepOf } from './steps';

export interface SettleDeps {
  readonly runs: Pick<ScriptRunStore, 'find' | 'end' | 'requestCancel' | 'heldBy'>;
  readonly prepareNext: PrepareRuns['prepareNext'];
  /** Whether some worker runs the scripts of a context. */
  readonly hasWorker: (context: SecurityContext) => Promise<boolean>;
  readonly now: () => Date;
}

const atOnce = 200;
const patienceMs = 86_400_000;

/** Brings runs to an end that nobody tells the end of. */
export function createSettleRuns({ runs, prepareNext, hasWorker, now }: SettleDeps) {
  async function lose(run: ScriptRun): Promise<void> {
    const who = run.workerIdentity === null ? 'The worker' : `The worker ${run.workerIdentity} on ${run.host}`;
    const message = `${who} was lost while the script ran; what it did until then is not known.`;
    await runs.end(run.runId, endWithout('worker_lost', message, run, now()), undefined, true);
  }

  /** No worker could even begin with it, such as with its database away: that may pass. */
  async function giveUpLater(run: ScriptRun): Promise<void> {
    if (now().getTime() - run.requestedAt.getTime() < patienceMs) return;
    await runs.end(run.runId, endWithout('failed', 'No worker could begin with it for a day.', run, now()));
  }

  return {
    /** The workflow's side: why it does not know what came of a run, and what it is to do. */
    async settle(runId: string, doubt: ScriptRunDoubt): Promise<ScriptRunStep> {
      const run = await runs.find(runId);
      if (run === null) throw new Error(`no run ${runId}`);
      if (!hasRunEnded(run.status)) {
        if (doubt === 'cancelled') {
          await runs.requestCancel(runId, now());
          if (run.status === 'waiting') {
            await runs.end(runId, endWithout('cancelled', 'It was cancelled before it started.', run, now()));
          }
        } else if (run.status === 'running') {
          if (doubt === 'lost') await lose(run);
        } else if (doubt === 'lost') await giveUpLater(run);
        // With workers there, it only waits for others to end.
        else if (!(await hasWorker(run.context))) {
          const message = `No worker serves the queue ${run.taskQueue}. Start one with it in CERTLOOM_WORKER_SERVES.`;
          await runs.end(runId, endWithout('no_worker', message, run, now()));
        }
      }
      return stepOf((await runs.find(runId)) ?? run, { prepareNext });
    },

    /** The run of another attempt, behind one that has ended. */
    async again(runId: string): Promise<ScriptRunPlan | null> {
      const run = await runs.find(runId);
      if (run === null || run.cancelRequestedAt !== null) return null;
      return (await prepareNext(run)) ?? null;
    },

    /** Runs of processes that have ended. True once none is left. */
    async inherit(dead: readonly string[]): Promise<boolean> {
      const held = await runs.heldBy(dead, atOnce);
      for (const run of held) await lose(run);
      return held.length < atOnce;
    },

    /**
     * A person wants a run to end: one that waits ends at once, one that runs is told so by its worker. Throws
     * `invalid_state` when it has ended.
     */
    async cancel(run: ScriptRun): Promise<void> {
      if (hasRunEnded(run.status)) {
        throw new CertloomError('invalid_state', `This run has ended already, with the status \`${run.status}\`.`);
      }
      await runs.requestCancel(run.runId, now());
      if (run.status === 'waiting') {
        await runs.end(run.runId, endWithout('cancelled', 'It was cancelled before it started.', run, now()));
      }
    },
  };
}

export type SettleRuns = ReturnType<typeof createSettleRuns>;
