import { activityInfo, cancellationSignal, heartbeat, log } from '@temporalio/activity';
import type { Action, ActionAttempt, ActionResult, Retry } from '../domain/actions/action';
import { defaultRetry } from '../domain/actions/action';
import { millisecondsOf } from '../domain/values/duration';
import { events, isEventCode } from '../domain/events/catalogue';
import type { TriggerResult } from '../domain/firings/firing';
import { rejectionNotice } from '../domain/firings/decide';
import type { ResolvedSets } from '../domain/triggers/resolve-sets';
import type { Trigger } from '../domain/triggers/trigger';
import type { FiringDocument, FiringStore } from '../store/firings/firings';
import type { NoticeStore } from '../store/firings/notice-payloads';
import { actionKey } from '../temporal/ids';
import type { DigestSettlement } from '../services/notifications/digest-settlement';
import { countsOf } from '../services/firings/record';
import { guardedBy } from './guarded';
import type { NotificationActivities } from '../services/notifications/notices';

export interface EffectDeps {
  readonly firings: FiringStore;
  readonly notices: NoticeStore;
  readonly notifications: NotificationActivities;
  readonly deliveries: {
    /** Deliveries of these firings that are not in a final state. */
    openIds(firingIds: readonly string[]): Promise<string[]>;
    /** The same with the moment at which each has work; null: at once. */
    openMoments(firingIds: readonly string[]): Promise<readonly { readonly id: string; readonly at: Date | null }[]>;
    /** The same of a firing of a monitoring event, what waits in digests included. */
    countOpen(firingId: string): Promise<number>;
    cancelOpen(firingIds: readonly string[], at: Date): Promise<void>;
  };
  readonly digests: DigestSettlement;
  readonly loadSets: (snapshotId: string) => Promise<ResolvedSets | null>;
  readonly now: () => Date;
  /** Waits, or rejects when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface DeliveryRound {
  readonly open: number;
  /** Until the earliest delivery is due again. */
  readonly waitMs: number;
}

/** Deliveries handed to one round: a slow receiver holds up no more than these. */
const roundSize = 50;
/** Firings that are worked on side by side share their statements. */
const firingsAtOnce = 100;
/** In place of a pause that another release has stored and this one cannot read. */
const unreadableMs = 1_000;

/** What happens after a decision is stored: effects in order, then the ledger until nothing is open. */
export function createEffectActivities(deps: EffectDeps) {
  /** Runs one notification action with the action's own retries; the result is never an exception. */
  async function notify(
    firing: FiringDocument,
    result: TriggerResult,
    action: ActionResult,
    plan: Plan,
  ): Promise<ActionResult> {
    const attempts: ActionAttempt[] = [];
    const { maxAttempts, initialInterval, factor, maxInterval } = plan.retry;
    let pauseMs = millisecondsOf(initialInterval, unreadableMs);
    for (;;) {
      const startedAt = deps.now();
      const took = () => deps.now().getTime() - startedAt.getTime();
      try {
        const opened = await deps.notifications.openDeliveries({
          firingId: firing._id,
          event: firing.event,
          actionKey: actionKey(firing._id, result.trigger, action.id),
          actionId: action.id,
          triggerUuid: result.trigger,
          profiles: plan.profiles,
        });
        attempts.push({ startedAt: startedAt.toISOString(), durationMs: took(), error: opened.code ?? null });
        return {
          ...action,
          outcome: opened.outcome,
          changed: opened.ids.length > 0,
          errorCode: opened.code ?? null,
          message: opened.message ?? null,
          attempts,
          durationMs: total(attempts),
        };
      } catch (error) {
        if (cancellationSignal().aborted) throw error;
        log.warn('a notification could not be prepared', { firingId: firing._id, action: action.id, error });
        attempts.push({
          startedAt: startedAt.toISOString(),
          durationMs: took(),
          error: error instanceof Error ? error.name : 'Error',
        });
        if (attempts.length >= maxAttempts) {
          return {
            ...action,
            outcome: 'failed',
            errorCode: 'retries_exhausted',
            message: `failed ${attempts.length} times`,
            attempts,
            durationMs: total(attempts),
          };
        }
        heartbeat();
        await deps.wait(pauseMs, cancellationSignal());
        pauseMs = Math.min(pauseMs * factor, millisecondsOf(maxInterval, unreadableMs));
      }
    }
  }

  async function openOf({ _id, event }: FiringDocument): Promise<number> {
    return isMonitoring(event) ? deps.deliveries.countOpen(_id) : (await deps.deliveries.openIds([_id])).length;
  }

  async function startOne(firing: FiringDocument): Promise<void> {
    const sets = firing.snapshotId === null ? null : await deps.loadSets(firing.snapshotId);
    const definitions = new Map(
      [...(sets?.ignore ?? []), ...(sets?.actions ?? [])].map(({ trigger }) => [trigger.uuid, trigger]),
    );
    const triggers: TriggerResult[] = [];
    for (const result of firing.triggers) {
      const actions: ActionResult[] = [];
      let stopped = false;
      for (const action of result.actions) {
        if (action.outcome !== 'pending') {
          actions.push(action);
          continue;
        }
        const plan = planOf(definitions.get(result.trigger), action.id);
        const done: ActionResult = stopped
          ? { ...action, outcome: 'skipped' }
          : plan === undefined
            ? {
                ...action,
                outcome: 'failed',
                errorCode: 'target_missing',
                message: 'the definition of this action is gone',
              }
            : await notify(firing, result, action, plan);
        stopped ||= done.outcome === 'failed' && plan?.onError === 'stop';
        actions.push(done);
      }
      triggers.push(result.actions.length === 0 ? result : { ...result, actions });
    }
    const finishedAt = deps.now();
    await deps.firings.update(firing._id, {
      triggers,
      counts: countsOf(triggers),
      status: statusOf(triggers),
      finishedAt,
      durationMs: finishedAt.getTime() - firing.startedAt.getTime(),
      deliveriesOpen: await openOf(firing),
    });
  }

  /** Brings a firing's actions and counters to what the ledger says now. */
  async function settle(firing: FiringDocument, open: number): Promise<void> {
    let failed = 0;
    const triggers = await Promise.all(
      firing.triggers.map(async (result) => {
        if (!result.actions.some(isNotification)) return result;
        const actions = await Promise.all(
          result.actions.map(async (action) => {
            // What reached nobody stays failed, whatever the other deliveries do.
            if (!isNotification(action) || action.outcome === 'skipped' || action.errorCode !== null) return action;
            const summary = await deps.notifications.summarizeAction(
              firing._id,
              actionKey(firing._id, result.trigger, action.id),
              isMonitoring(firing.event),
            );
            failed += summary.failed;
            // Nothing to send: all of its notices were suppressed.
            return summary.total === 0 ? action : { ...action, outcome: summary.outcome };
          }),
        );
        return { ...result, actions };
      }),
    );
    await deps.firings.update(firing._id, {
      triggers,
      counts: countsOf(triggers),
      status: statusOf(triggers),
      deliveriesOpen: open,
      deliveriesFailed: failed,
    });
  }

  /** Returns those whose effects are still being started, and ids that are no firing's. */
  async function settleFirings(firingIds: readonly string[]) {
    const firings = await deps.firings.load(firingIds);
    const running = new Set(firings.filter(({ status }) => status === 'running').map(({ _id }) => _id));
    const ended = firings.filter(({ _id }) => !running.has(_id));
    await inParallel(ended, firingsAtOnce, async (firing) => {
      const { objectUuid: certificate, _id: firingId } = firing;
      if (certificate !== null && isMonitoring(firing.event)) {
        await deps.notifications.settleStreams([{ firingId, certificate }]);
      }
      await settle(firing, await openOf(firing));
    });
    const known = new Set(firings.map(({ _id }) => _id));
    return { running, others: firingIds.filter((id) => !known.has(id)) };
  }

  /** `tried`: deliveries of this round. A digest belongs to the firings of its items. */
  async function settleAll(firingIds: readonly string[], tried: readonly string[]): Promise<void> {
    const { others: digests } = await settleFirings(firingIds);
    for (const digest of digests) {
      await deps.digests.settle(digest, tried, async (behind) => (await settleFirings(behind)).running);
    }
  }

  return {
    /** Runs the effects of each firing in their order and closes the firing; one firing does not wait for another. */
    async startEffects(firingIds: readonly string[]): Promise<void> {
      await guardedBy('starting effects failed')(async () => {
        const firings = (await deps.firings.load(firingIds)).filter((firing) => firing.status === 'running');
        await inParallel(firings, firingsAtOnce, async (firing) => {
          await startOne(firing);
          // The attempt before may have opened what has been delivered since.
          if (activityInfo().attempt > 1 && isMonitoring(firing.event)) await settleFirings([firing._id]);
          heartbeat();
        });
        // From here on the ledger holds what each message says, and erases it by its own rule.
        await deps.notices.erase(firingIds);
      });
    },

    /**
     * One round of sending what is due; tells when to come again. `isAgain`: a round went before, so that something may
     * have ended since, also when nothing is open any more.
     */
    async deliver(firingIds: readonly string[], isAgain = false): Promise<DeliveryRound> {
      return guardedBy('delivering failed')(async () => {
        const moments = await deps.deliveries.openMoments(firingIds);
        const now = deps.now();
        const later = moments.flatMap(({ at }) => (at !== null && at > now ? [at.getTime()] : []));
        const ids = moments.filter(({ at }) => at === null || at <= now).map(({ id }) => id);
        // What is held or waits for its next attempt costs nothing until then.
        let open = later.length;
        let next = later.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY);
        for (let at = 0; at < ids.length; at += roundSize) {
          const round = await deps.notifications.sendDeliveries(ids.slice(at, at + roundSize));
          heartbeat();
          open += round.open;
          if (round.nextAttemptAt !== null) next = Math.min(next, Date.parse(round.nextAttemptAt));
        }
        if (ids.length > 0 || isAgain || activityInfo().attempt > 1) await settleAll(firingIds, ids);
        const waitMs = open === 0 ? 0 : Math.max(1_000, Number.isFinite(next) ? next - deps.now().getTime() : 10_000);
        return { open, waitMs };
      });
    },

    /** The run was cancelled by a person: what is not delivered yet stays undelivered, and the record says so. */
    async cancelEffects(firingIds: readonly string[]): Promise<void> {
      await guardedBy('cancelling effects failed')(async () => {
        const running = (await deps.firings.load(firingIds)).filter((firing) => firing.status === 'running');
        const finishedAt = deps.now();
        await inParallel(running, firingsAtOnce, async (firing) => {
          const triggers = firing.triggers.map((result) => ({
            ...result,
            actions: result.actions.map((action) =>
              action.outcome === 'pending' ? { ...action, outcome: 'skipped' as const, message: 'cancelled' } : action,
            ),
          }));
          await deps.firings.update(firing._id, {
            triggers,
            counts: countsOf(triggers),
            status: 'finished_with_errors',
            message: 'cancelled',
            finishedAt,
          });
        });
        await deps.deliveries.cancelOpen(firingIds, finishedAt);
        await settleAll(firingIds, []);
        await deps.notices.erase(firingIds);
      });
    },
  };
}

export type EffectActivities = ReturnType<typeof createEffectActivities>;

interface Plan {
  readonly profiles: readonly string[];
  readonly onError: 'continue' | 'stop';
  readonly retry: Retry;
}

function planOf(trigger: Trigger | undefined, actionId: string): Plan | undefined {
  if (trigger === undefined) return undefined;
  if (trigger.kind === 'ignore' && actionId === rejectionNotice) {
    return { profiles: trigger.notificationProfiles, onError: 'continue', retry: defaultRetry };
  }
  const action = trigger.actions.find((candidate: Action) => candidate.id === actionId);
  if (action?.type !== 'sendNotification') return undefined;
  return { profiles: action.profiles, onError: action.onError, retry: action.retry ?? defaultRetry };
}

function isMonitoring(event: string): boolean {
  return isEventCode(event) && events[event].monitoring;
}

function isNotification(action: ActionResult): boolean {
  return action.type === 'sendNotification';
}

function statusOf(triggers: readonly TriggerResult[]): FiringDocument['status'] {
  const hasErrors = triggers.some(
    ({ leaves, actions }) =>
      leaves.some((leaf) => leaf.result === 'error') || actions.some((action) => action.outcome === 'failed'),
  );
  return hasErrors ? 'finished_with_errors' : 'finished';
}

function total(attempts: readonly ActionAttempt[]): number {
  return attempts.reduce((sum, attempt) => sum + attempt.durationMs, 0);
}

async function inParallel<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: Math.min(limit, queue.length) }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}
