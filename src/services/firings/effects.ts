import type { ActionResult } from '../../domain/actions/action';
import {
  definitionsOf,
  effectPlanOf,
  hasScripts,
  mayBeCollected,
  statusAfterEffects,
  withoutPending,
  type EffectPlan,
} from '../../domain/firings/effects';
import type { TriggerResult } from '../../domain/firings/firing';
import { dueDeliveries, waitUntilNext } from '../../domain/notifications/due-deliveries';
import type { ResolvedSets } from '../../domain/triggers/resolve-sets';
import type { Trigger } from '../../domain/triggers/trigger';
import type { FiringDocument, FiringEnd, FiringStore } from '../../store/firings/firings';
import type { NoticePayloadStore } from '../../store/firings/notice-payloads';
import type { OpenedScripts, ScriptEffect } from '../../temporal/messages/scripts';
import type { Notices } from '../notifications/notices';
import { inLanes } from '../../domain/values/lanes';
import type { Work } from '../work/work';
import type { FiringCounts } from './counts';
import { createEffectRefresh, firingsAtOnce, type EffectRefreshDeps } from './effects-refresh';
import { createNotificationAction, type NotificationActionDeps } from './notification-action';
import { countsOf } from './record';
import type { OpenedScript, OpenScript } from './script-action';
import type { StartWorkflowAction } from './workflow-action';

export interface EffectDeps extends Omit<EffectRefreshDeps, 'notices'>, Omit<NotificationActionDeps, 'notices'> {
  readonly firings: Pick<FiringStore, 'load' | 'update' | 'move' | 'close' | 'revise'>;
  readonly counts: FiringCounts;
  readonly payloads: Pick<NoticePayloadStore, 'erase'>;
  readonly notices: Notices;
  readonly deliveries: EffectRefreshDeps['deliveries'] & {
    /** Deliveries that are not in a final state, with the moment at which each has work; null: at once. */
    openMoments(firingIds: readonly string[]): Promise<readonly { readonly id: string; readonly at: Date | null }[]>;
    cancelOpen(firingIds: readonly string[], at: Date): Promise<void>;
  };
  readonly openScript: OpenScript;
  readonly startWorkflow: StartWorkflowAction;
  readonly loadSets: (snapshotId: string) => Promise<ResolvedSets | null>;
}

export interface DeliveryRound {
  readonly open: number;
  /** Until the earliest delivery is due again. */
  readonly waitMs: number;
}

/** What the effects of one firing have come to for now. */
interface Started {
  readonly triggers: readonly TriggerResult[];
  readonly scripts: readonly ScriptEffect[];
  /** Actions wait for the end of a script, as nothing of them is to happen should it fail; or for their turn. */
  readonly isWaiting: boolean;
  /** Scripts wait for their turn. */
  readonly hasMore: boolean;
}

/** Scripts that may still be opened together. */
interface Allowance {
  left: number;
}

/** Deliveries handed to one round: a slow receiver holds up no more than these. */
const roundSize = 50;
const conflictTries = 10;

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
  ): Promise<OpenedScript> {
    if (plan?.kind === 'script') return deps.openScript(firing, trigger, action, plan);
    if (plan?.kind === 'workflow') return { result: await deps.startWorkflow(firing, trigger, action, plan) };
    if (plan !== undefined) return { result: await openAction(firing, trigger, action, plan, work) };
    const message = 'the definition of this action is gone';
    return { result: { ...action, outcome: 'failed', errorCode: 'target_missing', message } };
  }

  /** A script that an earlier attempt has opened: it is in the hands of a workflow, unless that attempt was lost. */
  async function openedBefore(
    firing: FiringDocument,
    trigger: string,
    action: ActionResult,
    plan: EffectPlan | undefined,
  ): Promise<readonly ScriptEffect[]> {
    if (plan?.kind !== 'script' || (plan.wait && action.outcome !== 'pending')) return [];
    const { effect, isBegun = false } = await deps.openScript(firing, trigger, action, plan);
    return effect === undefined || isBegun ? [] : [effect];
  }

  /** The actions of a trigger in their order, as far as they go now. */
  async function carryOutTrigger(
    firing: FiringDocument,
    result: TriggerResult,
    definition: Trigger | undefined,
    work: Work,
    allowance: Allowance,
  ): Promise<Started> {
    const actions: ActionResult[] = [];
    const scripts: ScriptEffect[] = [];
    const { trigger } = result;
    let isStopped = false;
    let isWaiting = false;
    let hasMore = false;
    for (const action of result.actions) {
      const plan = effectPlanOf(definition, action.id);
      let done = action;
      const isNew = action.scriptRun === undefined;
      if (action.outcome === 'pending' && isStopped) done = { ...action, outcome: 'skipped' };
      else if (action.outcome === 'pending' && !isWaiting && isNew) {
        if (plan?.kind === 'script' && allowance.left <= 0) hasMore = true;
        else {
          const { result: came, effect } = await carryOut(firing, trigger, action, plan, work);
          done = came;
          if (effect !== undefined) scripts.push(effect);
          if (effect !== undefined) allowance.left -= 1;
        }
      } else if (!isNew && work.isRepeat) scripts.push(...(await openedBefore(firing, trigger, action, plan)));
      actions.push(done);
      if (plan?.onError !== 'stop') continue;
      isStopped ||= done.outcome === 'failed' && (action.outcome === 'pending' || plan.kind === 'script');
      isWaiting ||= done.outcome === 'pending' && plan.kind === 'script';
    }
    const isLeft = actions.some(({ outcome, scriptRun }) => outcome === 'pending' && scriptRun === undefined);
    return { triggers: [{ ...result, actions }], scripts, isWaiting: hasMore || (isWaiting && isLeft), hasMore };
  }

  async function carryOutAll(firing: FiringDocument, work: Work, allowance: Allowance): Promise<Started> {
    const definitions = definitionsOf(firing.snapshotId === null ? null : await deps.loadSets(firing.snapshotId));
    const triggers: TriggerResult[] = [];
    const scripts: ScriptEffect[] = [];
    let isWaiting = false;
    let hasMore = false;
    for (const result of firing.triggers) {
      if (result.actions.length === 0) triggers.push(result);
      else {
        const started = await carryOutTrigger(firing, result, definitions.get(result.trigger), work, allowance);
        triggers.push(...started.triggers);
        scripts.push(...started.scripts);
        isWaiting ||= started.isWaiting;
        hasMore ||= started.hasMore;
      }
    }
    return { triggers, scripts, isWaiting, hasMore };
  }

  async function endOf(firing: FiringDocument, triggers: readonly TriggerResult[]): Promise<FiringEnd> {
    const finishedAt = deps.now();
    return {
      triggers,
      counts: countsOf(triggers),
      status: statusAfterEffects(triggers),
      finishedAt,
      durationMs: finishedAt.getTime() - firing.startedAt.getTime(),
      deliveriesOpen: await countOpen(firing),
    };
  }

  /** Starts what can be started and closes the firing, unless some of it has to wait. */
  async function startOne(given: FiringDocument, work: Work, allowance: Allowance): Promise<Omit<Started, 'triggers'>> {
    const nothing = { scripts: [], isWaiting: false, hasMore: false };
    if (!hasScripts(given.triggers)) {
      await close(given, await endOf(given, (await carryOutAll(given, work, allowance)).triggers));
      return nothing;
    }
    let firing: FiringDocument | undefined = given;
    for (let tries = 0; tries < conflictTries && firing?.status === 'running'; tries += 1) {
      const { triggers, scripts, isWaiting, hasMore } = await carryOutAll(firing, work, allowance);
      const change = isWaiting ? { triggers, counts: countsOf(triggers) } : await endOf(firing, triggers);
      // Scripts of an earlier start may end meanwhile.
      if (await deps.firings.revise(firing, change)) {
        if ('status' in change) deps.counts.closed({ ...firing, ...change });
        return { scripts, isWaiting, hasMore };
      }
      [firing] = await deps.firings.load([given._id]);
    }
    if (firing?.status === 'running') throw new Error('a firing was changed by others each time');
    return nothing;
  }

  /** An attempt that was taken for dead may still be at work: the firing is counted by the one that ends it. */
  async function close(firing: FiringDocument, end: FiringEnd): Promise<void> {
    if (await deps.firings.close(firing._id, end)) deps.counts.closed({ ...firing, ...end });
  }

  /** Scripts of a firing that an earlier attempt has closed, and whose workflow has not heard of them. */
  async function startedBefore(firing: FiringDocument): Promise<readonly ScriptEffect[]> {
    const definitions = definitionsOf(firing.snapshotId === null ? null : await deps.loadSets(firing.snapshotId));
    const effects: ScriptEffect[] = [];
    for (const { trigger, actions } of firing.triggers) {
      for (const action of actions.filter(({ scriptRun }) => scriptRun !== undefined)) {
        const plan = effectPlanOf(definitions.get(trigger), action.id);
        effects.push(...(await openedBefore(firing, trigger, action, plan)));
      }
    }
    return effects;
  }

  return {
    /**
     * Runs the effects of each firing in their order and closes the firing; one firing does not wait for another. Scripts
     * are prepared only: whoever asked has them run. A firing with more of them than may be opened together stays open
     * until it is asked for again. Undefined: there are none.
     * @param most scripts that are opened together; those that a lost attempt has opened come on top
     */
    async startEffects(
      firingIds: readonly string[],
      work: Work,
      most = Number.POSITIVE_INFINITY,
    ): Promise<OpenedScripts | undefined> {
      const loaded = await deps.firings.load(firingIds);
      const allowance = { left: most };
      const scripts: ScriptEffect[] = [];
      const more: string[] = [];
      const waiting = new Set<string>();
      await inLanes(loaded, firingsAtOnce, async (firing) => {
        if (firing.status === 'running') {
          const started = await startOne(firing, work, allowance);
          scripts.push(...started.scripts);
          if (started.hasMore) more.push(firing._id);
          if (started.isWaiting) waiting.add(firing._id);
          // The attempt before may have opened what has been delivered since.
          if (work.isRepeat && mayBeCollected(firing.event)) await refreshFirings([firing._id]);
        } else if (work.isRepeat && hasScripts(firing.triggers)) scripts.push(...(await startedBefore(firing)));
        work.heartbeat();
      });
      // From here on the ledger holds what each message says, and erases it by its own rule.
      await deps.payloads.erase(firingIds.filter((id) => !waiting.has(id)));
      return scripts.length === 0 && more.length === 0 ? undefined : { scripts, more };
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

    /** The run was cancelled by a person: what is not done yet stays undone, and the record says so. */
    async cancelEffects(firingIds: readonly string[], work: Work): Promise<void> {
      const isOpen = ({ status, triggers }: FiringDocument) =>
        status === 'running' || (hasScripts(triggers) && triggers.some(({ actions }) => actions.some(isPending)));
      const open = (await deps.firings.load(firingIds)).filter(isOpen);
      const finishedAt = deps.now();
      await inLanes(open, firingsAtOnce, async (firing) => {
        const triggers = withoutPending(firing.triggers);
        const end = { triggers, counts: countsOf(triggers), status: 'finished_with_errors', finishedAt } as const;
        const cancelled = { ...end, message: 'cancelled' };
        if (firing.status === 'running') await close(firing, cancelled);
        else if (await deps.firings.revise(firing, { ...cancelled, finishedAt: firing.finishedAt })) {
          if (firing.status !== end.status) deps.counts.changed(firing, end.status);
        }
      });
      await deps.deliveries.cancelOpen(firingIds, finishedAt);
      await refreshWithDigests(firingIds, [], work);
      await deps.payloads.erase(firingIds);
    },
  };
}

export type Effects = ReturnType<typeof createEffects>;

function isPending({ type, outcome }: ActionResult): boolean {
  return type === 'runScript' && outcome === 'pending';
}
