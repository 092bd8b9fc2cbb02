import {
  followsLedger,
  hasScripts,
  isMonitoring,
  mayBeCollected,
  statusAfterEffects,
} from '../../domain/firings/effects';
import type { TriggerResult } from '../../domain/firings/firing';
import type { FiringDocument, FiringStore } from '../../store/firings/firings';
import { actionKey } from '../../temporal/ids';
import type { DigestOutcomes } from '../notifications/digest-outcomes';
import type { Notices } from '../notifications/notices';
import { inLanes } from '../../domain/values/lanes';
import type { Work } from '../work/work';
import type { FiringCounts } from './counts';
import { countsOf } from './record';

/** Firings that are worked on side by side share their statements. */
export const firingsAtOnce = 100;
const mostTries = 10;

export interface EffectRefreshDeps {
  readonly firings: Pick<FiringStore, 'load' | 'update' | 'move' | 'revise'>;
  readonly counts: Pick<FiringCounts, 'changed'>;
  readonly notices: Pick<Notices, 'summarizeAction' | 'refreshStreams'>;
  readonly deliveries: {
    /** Deliveries of these firings that are not in a final state. */
    openIds(firingIds: readonly string[]): Promise<string[]>;
    /** The same of a firing whose notices may be collected, what waits in digests included. */
    countOpen(firingId: string): Promise<number>;
  };
  readonly digests: DigestOutcomes;
}

/** Brings firings to what the ledger of their deliveries says now. */
export function createEffectRefresh({ firings, counts, notices, deliveries, digests }: EffectRefreshDeps) {
  async function countOpen({ _id, event }: Pick<FiringDocument, '_id' | 'event'>): Promise<number> {
    return mayBeCollected(event) ? deliveries.countOpen(_id) : (await deliveries.openIds([_id])).length;
  }

  /** False: somebody else has changed its status meanwhile. */
  async function refreshFiring(firing: FiringDocument, open: number): Promise<boolean> {
    let failed = 0;
    const refresh = async (result: TriggerResult): Promise<TriggerResult> => {
      if (!result.actions.some(followsLedger)) return result;
      const actions = await Promise.all(
        result.actions.map(async (action) => {
          if (!followsLedger(action)) return action;
          const key = actionKey(firing._id, result.trigger, action.id);
          const summary = await notices.summarizeAction(firing._id, key, mayBeCollected(firing.event));
          failed += summary.failed;
          // Nothing to send: all of its notices were suppressed.
          return summary.total === 0 ? action : { ...action, outcome: summary.outcome };
        }),
      );
      return { ...result, actions };
    };
    const triggers = await Promise.all(firing.triggers.map(refresh));
    const change = { triggers, counts: countsOf(triggers), deliveriesOpen: open, deliveriesFailed: failed };
    const status = statusAfterEffects(triggers);
    if (hasScripts(triggers)) {
      const isOurs = await firings.revise(firing, { ...change, status });
      if (isOurs && status !== firing.status) counts.changed(firing, status);
      return isOurs;
    }
    if (status === firing.status) {
      await firings.update(firing._id, change);
      return true;
    }
    const isMine = await firings.move(firing._id, firing.status, { ...change, status });
    if (isMine) counts.changed(firing, status);
    return isMine;
  }

  /** Runs that share a digest may look at one firing at the same time: each change of its status is made by one of them. */
  async function refreshToEnd(firing: FiringDocument): Promise<void> {
    let seen: FiringDocument | undefined = firing;
    for (let tries = 0; tries < mostTries && seen !== undefined; tries += 1) {
      if (await refreshFiring(seen, await countOpen(seen))) return;
      [seen] = await firings.load([firing._id]);
    }
  }

  /** Those that are running still have effects to start, and are left alone; `others` are no firings. */
  async function refreshFirings(
    firingIds: readonly string[],
  ): Promise<{ readonly running: ReadonlySet<string>; readonly others: readonly string[] }> {
    const found = await firings.load(firingIds);
    const running = new Set(found.filter(({ status }) => status === 'running').map(({ _id }) => _id));
    const ended = found.filter(({ _id }) => !running.has(_id));
    await inLanes(ended, firingsAtOnce, async (firing) => {
      const { objectUuid: certificate, _id: firingId } = firing;
      if (certificate !== null && isMonitoring(firing.event)) await notices.refreshStreams(certificate, firingId);
      await refreshToEnd(firing);
    });
    const known = new Set(found.map(({ _id }) => _id));
    return { running, others: firingIds.filter((id) => !known.has(id)) };
  }

  return {
    countOpen,
    refreshFirings,

    /** `tried`: deliveries of this round. A digest belongs to the firings of its items, which are refreshed too. */
    async refreshWithDigests(
      firingIds: readonly string[],
      tried: readonly string[],
      work: Pick<Work, 'heartbeat'>,
    ): Promise<void> {
      const { others } = await refreshFirings(firingIds);
      const refreshBehind = async (behind: readonly string[]) => (await refreshFirings(behind)).running;
      for (const digest of others) await digests.tellFirings(digest, tried, refreshBehind, work);
    },
  };
}

export type EffectRefresh = ReturnType<typeof createEffectRefresh>;
