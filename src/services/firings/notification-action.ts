import type { ActionAttempt, ActionResult } from '../../domain/actions/action';
import type { NotificationPlan } from '../../domain/firings/effects';
import { millisecondsOf } from '../../domain/values/duration';
import type { FiringDocument } from '../../store/firings/firings';
import { actionKey } from '../../temporal/ids';
import type { ServiceLogger } from '../logger';
import type { Notices } from '../notifications/notices';
import type { Work } from '../work/work';

export interface NotificationActionDeps {
  readonly notices: Pick<Notices, 'openDeliveries'>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly now: () => Date;
  /** Waits, or rejects when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** In place of a pause that another release has stored and this one cannot read. */
const unreadableMs = 1_000;

/** Opens the deliveries of one notification action, with the retries of its plan. A fault is a result, not an exception. */
export function createNotificationAction({ notices, logger, now, wait }: NotificationActionDeps) {
  return async function openAction(
    { _id: firingId, event, replay }: Pick<FiringDocument, '_id' | 'event' | 'replay'>,
    trigger: string,
    action: ActionResult,
    { profiles, retry }: NotificationPlan,
    { signal, heartbeat }: Work,
  ): Promise<ActionResult> {
    const attempts: ActionAttempt[] = [];
    const { maxAttempts, initialInterval, factor, maxInterval } = retry;
    let pauseMs = millisecondsOf(initialInterval, unreadableMs);
    for (;;) {
      const startedAt = now();
      const note = (error: string | null) => {
        const durationMs = now().getTime() - startedAt.getTime();
        attempts.push({ startedAt: startedAt.toISOString(), durationMs, error });
      };
      try {
        const key = actionKey(firingId, trigger, action.id);
        const asked = {
          ...{ firingId, event, actionKey: key, actionId: action.id, triggerUuid: trigger, profiles },
          ...(replay === undefined ? {} : { replay: replay.notifications }),
        };
        const { ids, outcome, code = null, message = null } = await notices.openDeliveries(asked);
        note(code);
        const changed = ids.length > 0;
        return { ...action, outcome, changed, errorCode: code, message, ...tried(attempts) };
      } catch (error) {
        if (signal.aborted) throw error;
        logger.warn({ firingId, action: action.id, err: error }, 'a notification could not be prepared');
        note(error instanceof Error ? error.name : 'Error');
        if (attempts.length >= maxAttempts) {
          const message = `failed ${attempts.length} times`;
          return { ...action, outcome: 'failed', errorCode: 'retries_exhausted', message, ...tried(attempts) };
        }
        heartbeat();
        await wait(pauseMs, signal);
        pauseMs = Math.min(pauseMs * factor, millisecondsOf(maxInterval, unreadableMs));
      }
    }
  };
}

function tried(attempts: readonly ActionAttempt[]): Pick<ActionResult, 'attempts' | 'durationMs'> {
  return { attempts, durationMs: attempts.reduce((sum, { durationMs }) => sum + durationMs, 0) };
}
