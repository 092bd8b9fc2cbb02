import { CancelledFailure } from '@temporalio/common';
import type { ExecuteRun } from '../services/scripts/execute';
import type { SettleRuns } from '../services/scripts/settle';
import type { ScriptRunDoubt, ScriptRunPlan, ScriptRunStep } from '../temporal/messages/scripts';
import { currentWork } from './current-work';
import { guardedBy } from './guarded';

/** What a worker of scripts does; ids and codes are all that goes into history. */
export function createScriptRunActivities(execute: ExecuteRun) {
  return {
    executeScript: (runId: string): Promise<ScriptRunStep> => {
      const work = currentWork();
      const isWorkerStopping = () => isShutdown(work.signal.reason);
      return guardedBy('a script could not be run')(() => execute(runId, { ...work, isWorkerStopping }));
    },
  };
}

/** What the workflow asks when it does not know what came of a run. */
export function createScriptSettlingActivities({ settle, again }: Pick<SettleRuns, 'settle' | 'again'>) {
  return {
    /** Another attempt after one that has ended; null where there can be none. */
    repeatScript: (runId: string): Promise<ScriptRunPlan | null> =>
      guardedBy('a run of a script could not be repeated')(() => again(runId)),

    settleScript: (runId: string, doubt: ScriptRunDoubt): Promise<ScriptRunStep> =>
      guardedBy('a run of a script could not be settled')(() => settle(runId, doubt)),
  };
}

export type ScriptRunActivities = ReturnType<typeof createScriptRunActivities>;
export type ScriptSettlingActivities = ReturnType<typeof createScriptSettlingActivities>;

function isShutdown(reason: unknown): boolean {
  return reason instanceof CancelledFailure && reason.message === 'WORKER_SHUTDOWN';
}
