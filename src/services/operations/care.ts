import type { Operation } from '../../domain/operations/operation';
import { isFinal } from '../../domain/operations/transitions';
import type { OperationUpkeepStore } from '../../store/operations/upkeep';
import type { ServiceLogger } from '../logger';

/** What the engine has of a run after it was asked to have one. */
export type RunState = 'running' | 'completed';

export interface OperationCareDeps {
  readonly operations: Pick<
    OperationUpkeepStore,
    'unlooked' | 'lookAgain' | 'settle' | 'unacceptedKeys' | 'removeUnaccepted'
  >;
  /**
   * Starts a run in the place of one that is lost, or that somebody ended; one that runs or has completed is left as it is.
   * @param delayMs before it does anything
   */
  readonly ensureRun: (operation: Operation, delayMs: number) => Promise<RunState>;
  /** Of a private key that nothing came of. */
  readonly forgetKey: (spkiSha256: string) => Promise<void>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
}

const atOnce = 200;
const lookEveryMs = 5 * 60_000;
/** What a run that was ended has begun at the authority may still go on for so long. */
const afterlifeMs = 150_000;
/** Whose process died before it could start the run: nobody was promised anything. */
const unacceptedMs = 3_600_000;

/** Takes over operations whose run is lost, or was ended by hand: they go on from their row, and their end fires once. */
export function createOperationCare({ operations, ensureRun, forgetKey, logger }: OperationCareDeps) {
  async function look(operation: Operation, now: Date): Promise<void> {
    const { uuid, state } = operation;
    const isAsking = state === 'pending_issue' || state === 'pending_revoke';
    const run = await ensureRun(operation, isAsking ? afterlifeMs : 0);
    if (run === 'completed' && isFinal(state)) await operations.settle(uuid);
    else await operations.lookAgain(uuid, new Date(now.getTime() + lookEveryMs));
  }

  return {
    async tidy(now: Date): Promise<void> {
      const due = await operations.unlooked(now, atOnce);
      for (const operation of due) {
        await look(operation, now).catch((error: unknown) =>
          logger.warn({ err: error, operation: operation.uuid }, 'the run of an operation could not be looked at'),
        );
      }
      const before = new Date(now.getTime() - unacceptedMs);
      for (const key of await operations.unacceptedKeys(before, atOnce)) await forgetKey(key);
      await operations.removeUnaccepted(before);
    },
  };
}
