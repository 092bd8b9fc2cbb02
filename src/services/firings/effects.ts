import type { ActionResult } from '../../domain/actions/action';
import {
  definitionsOf,
  effectPlanOf,
  isMonitoring,
  statusAfterEffects,
  withoutPending,
  type EffectPlan,
} from '../../domain/firings/effects';
import type { TriggerResult } from '../../domain/firings/firing';
import { dueDeliveries, waitUntilNext } from '../../domain/notifications/due-deliveries';
import type { ResolvedSets } from '../../domain/triggers/resolve-sets';
import type { FiringDocument, FiringEnd, FiringStore } from '../../store/firings/firings';
import type { NoticePayloadStore } from '../../store/firings/notice-payloads';
import type { Notices } from '../notifications/notices';
import { inLanes } from '../work/lanes';
import type { Work } from '../work/work';
import type { FiringCounts } from './counts';
import { createEffectRefresh, firingsAtOnce, type EffectRefreshDeps } from './effects-refresh';
import { createNotificationAction, type NotificationActionDeps } from './notification-action';
import { countsOf } from './record';

export interface EffectDeps extends Omit<EffectRefreshDeps, 'notices'>, Omit<NotificationActionDeps, 'notices'> {
  readonly firings: Pick<FiringStore, 'load' | 'update' | 'move' | 'close'>;
  readonly counts: FiringCounts;
  readonly payloads: Pick<NoticePayloadStore, 'erase'>;
  readonly notices: Notices;
  readonly deliveries: EffectRefreshDeps['deliveries'] & {
    /** Deliveries that are not in a final state, with the moment at which each has work; null: at once. */
    openMoments(firingIds: readonly string[]): Promise<readonly { readonly id: string; readonly at: Date | null }[]>;
    cancelOpen(firingIds: readonly string[], at: Date): Promise<void>;
  };
  readonly loadSets: (snapshotId: string) => Promise<ResolvedSets | null>;
}

export interface DeliveryRound {
  readonly open: number;
  /** Until the earliest delivery is due again. */
  readonly waitMs: number;
}

/** Deliveries handed to one round: a slow receiver holds up no more than these. */
const roundSize = 50;

/** What happens after a decision is stored: effects in order, then the ledger until nothing is open. */
export function createEffects(deps: EffectDeps) {
  const openAction = createNotificationAction(deps);
  const { countOpen, refreshFirings, refreshWithDigests } = createEffectRefresh(deps);

  async function carryOut(
    firing: FiringDocument,
    trigger: string,
    action: ActionResult,
    plan: EffectPlan | undefined,
    work: Work,
  ): Promise<ActionResult> {
    if (plan !== undefined) return openAction(firing, trigger, action, plan, work);
    const message = 'the definition of this action is gone';
    return { ...action, outcome: 'failed', errorCode: 'target_missing', message };
  }

  async function startOne(firing: FiringDocument, work: Work): Promise<void> {
    const definitions = definitionsOf(firing.snapshotId === null ? null : await deps.loadSets(firing.snapshotId));
    const triggers: TriggerResult[] = [];
    for (const result of firing.triggers) {
      const actions: ActionResult[] = [];
      let isStopped = false;
      for (const action of result.actions) {
        if (action.outcome !== 'pending') actions.push(action);
        else if (isStopped) actions.push({ ...action, outcome: 'skipped' });
        else {
          const plan = effectPlanOf(definitions.get(result.trigger), action.id);
          const done = await carryOut(firing, result.trigger, action, plan, work);
          isStopped = done.outcome === 'failed' && plan?.onError === 'stop';
          actions.push(done);
        }
      }
      triggers.push(result.actions.length === 0 ? result : { ...result, actions });
    }
    const finishedAt = deps.now();
    await close(firing, {
      triggers,
      counts: countsOf(triggers),
      status: statusAfterEffects(triggers),
      finishedAt,
      durationMs: finishedAt.getTime() - firing.startedAt.getTime(),
      deliveriesOpen: await countOpen(firing),
    });
  }

  /** An attempt that was taken for dead may still be at work: the firing is counted by the one that ends it. */
  async function close(firing: FiringDocument, end: FiringEnd): Promise<void> {
    if (await deps.firings.close(firing._id, end)) deps.counts.closed({ ...firing, ...end });
  }

  const loadRunning = async (firingIds: readonly string[]) =>
    (await deps.firings.load(firingIds)).filter(({ status }) => status === 'running');

  return {
    /** Runs the effects of each firing in their order and closes the firing; one firing does not wait for another. */
    async startEffects(firingIds: readonly string[], work: Work): Promise<void> {
      await inLanes(await loadRunning(firingIds), firingsAtOnce, async (firing) => {
        await startOne(firing, work);
        // The attempt before may have opened what has been delivered since.
        if (work.isRepeat && isMonitoring(firing.event)) await refreshFirings([firing._id]);
        work.heartbeat();
      });
      // From here on the ledger holds what each message says, and erases it by its own rule.
      await deps.payloads.erase(firingIds);
    },

    /**
     * One round of sending what is due; tells when to come again. `isAgain`: a round went before, so that something may
     * have ended since, also when nothing is open any more.
     */
    async deliver(firingIds: readonly string[], isAgain: boolean, work: Work): Promise<DeliveryRound> {
      const { due, later, nextAt } = dueDeliveries(await deps.deliveries.openMoments(firingIds), deps.now());
      // What is held or waits for its next attempt costs nothing until then.
      let open = later;
      let next = nextAt;
      for (let from = 0; from < due.length; from += roundSize) {
        const round = await deps.notices.sendDeliveries(due.slice(from, from + roundSize), work);
        work.heartbeat();
        open += round.open;
        if (round.nextAttemptAt !== null) next = Math.min(next, Date.parse(round.nextAttemptAt));
      }
      if (due.length > 0 || isAgain || work.isRepeat) await refreshWithDigests(firingIds, due, work);
      return { open, waitMs: waitUntilNext(open, next, deps.now()) };
    },

    /** The run was cancelled by a person: what is not delivered yet stays undelivered, and the record says so. */
    async cancelEffects(firingIds: readonly string[], work: Work): Promise<void> {
      const running = await loadRunning(firingIds);
      const finishedAt = deps.now();
      await inLanes(running, firingsAtOnce, async (firing) => {
        const triggers = withoutPending(firing.triggers);
        await close(firing, {
          triggers,
          counts: countsOf(triggers),
          status: 'finished_with_errors',
          message: 'cancelled',
          finishedAt,
        });
      });
      await deps.deliveries.cancelOpen(firingIds, finishedAt);
      await refreshWithDigests(firingIds, [], work);
      await deps.payloads.erase(firingIds);
    },
  };
}

export type Effects = ReturnType<typeof createEffects>;
