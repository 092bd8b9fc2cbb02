import type { Advance } from '../services/operations/advance';
import type { OperationFirings } from '../services/operations/firings';
import type { Renewals } from '../services/operations/renewals';
import type { OperationEnd, OperationStep, RenewalSummary } from '../temporal/messages/operations';
import { currentRun } from './current-run';
import { currentWork } from './current-work';
import { guardedBy } from './guarded';

const heartbeatMs = 3_000;

/** Operations on certificates as activities, made again without harm; ids and numbers only. */
export function createOperationActivities(
  advance: Advance,
  firings: OperationFirings,
  /** Told of each that waits for people or an authority, each time it is looked at. */
  onWaiting: (operationId: string) => Promise<void> = async () => undefined,
) {
  const guarded = guardedBy('an operation on a certificate met a fault');
  return {
    beginOperation: (operationId: string): Promise<boolean> => guarded(() => advance.begin(operationId)),

    advanceOperation: (operationId: string): Promise<OperationStep> =>
      guarded(() =>
        beating(async () => {
          const step = await advance.advance(operationId);
          if (!step.isEnded && step.waitMs > 0) await onWaiting(operationId);
          return step;
        }),
      ),

    giveUpOperation: (operationId: string): Promise<void> => guarded(() => advance.giveUp(operationId)),

    fireOperation: (operationId: string): Promise<OperationEnd | null> =>
      guarded(() => firings.fire(operationId, currentRun())),
  };
}

/** What the clock starts, as an activity. */
export function createRenewalActivities(renewals: Renewals) {
  const guarded = guardedBy('automatic renewals met a fault');
  return {
    startRenewals: (scanId: string): Promise<RenewalSummary> => guarded(() => renewals.startDue(scanId, currentWork())),
  };
}

export type RenewalActivities = ReturnType<typeof createRenewalActivities>;
export type OperationActivities = ReturnType<typeof createOperationActivities>;

/** One call of an authority may take long: that this worker lives is said meanwhile. */
async function beating<T>(work: () => Promise<T>): Promise<T> {
  const { heartbeat } = currentWork();
  const timer = setInterval(() => heartbeat(), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
