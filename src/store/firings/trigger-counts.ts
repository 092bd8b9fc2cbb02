import type { Connection } from 'mongoose';
import { inLanes } from '../../domain/values/lanes';
import { collectionOf } from '../database/collection';
import { countRows, type Count } from '../database/count';
import { unpackTriggers } from './details';
import { firingModel } from './firings';
import { errorStatuses } from './leading';

/** So many firings that something went wrong with are looked into, the latest first. */
const mostFailed = 1_000;
/** Triggers that are looked at together. */
const lanes = 8;

export interface TriggerCounts {
  readonly day: Count;
  readonly month: Count;
  readonly lastMatchedAt: Date | null;
}

export interface TriggerFailures {
  /** Firings in which its condition could not be decided. */
  readonly conditionErrors: number;
  /** Firings in which one of its actions failed. */
  readonly failedActions: number;
  readonly lastFailedAt: Date;
}

export type TriggerCountStore = ReturnType<typeof createTriggerCountStore>;

/** How often triggers matched and failed, read from the firings by their indexes. */
export function createTriggerCountStore(db: Connection) {
  const firings = collectionOf(firingModel(db));
  const newest = { occurredAt: -1, _id: -1 } as const;

  /** Answered by the index of the trigger and the time, which is why it is cheap among any number of firings. */
  const countSince = (trigger: string, from: Date) =>
    countRows(firings, { 'matchedTriggers.uuid': trigger, occurredAt: { $gte: from } });

  async function lastMatch(trigger: string): Promise<Date | null> {
    const projection = { _id: 0, occurredAt: 1 };
    const last = await firings.findOne({ 'matchedTriggers.uuid': trigger }, { projection, sort: newest });
    return last?.occurredAt ?? null;
  }

  return {
    /** Those that a firing that is still kept has matched: one look into their index for each. */
    async everMatched(triggers: readonly string[]): Promise<ReadonlySet<string>> {
      const found = new Set<string>();
      await inLanes(triggers, lanes, async (trigger) => {
        if ((await lastMatch(trigger)) !== null) found.add(trigger);
      });
      return found;
    },

    async countMatches(trigger: string, day: Date, month: Date): Promise<TriggerCounts> {
      const lastMatchedAt = await lastMatch(trigger);
      const nothing = { value: 0, relation: 'exact' } as const;
      const count = (from: Date) =>
        lastMatchedAt === null || lastMatchedAt < from ? nothing : countSince(trigger, from);
      const [ofDay, ofMonth] = await Promise.all([count(day), count(month)]);
      return { day: ofDay, month: ofMonth, lastMatchedAt };
    },

    /** By trigger; triggers that nothing went wrong with are missing. `isComplete` false: there were more firings. */
    async failuresSince(
      from: Date,
    ): Promise<{ readonly byTrigger: ReadonlyMap<string, TriggerFailures>; readonly isComplete: boolean }> {
      const pages = await Promise.all(
        errorStatuses.map((status) =>
          firings
            .find(
              { status, occurredAt: { $gte: from } },
              { projection: { occurredAt: 1, details: 1 }, sort: newest, limit: mostFailed + 1 },
            )
            .toArray(),
        ),
      );
      const byTrigger = new Map<string, TriggerFailures>();
      for (const { occurredAt, details } of pages.flatMap((rows) => rows.slice(0, mostFailed))) {
        for (const { trigger, result, actions } of unpackTriggers(details)) {
          const isError = result === 'error';
          const isFailed = actions.some(({ outcome }) => outcome === 'failed');
          if (!isError && !isFailed) continue;
          const before = byTrigger.get(trigger);
          const last = before === undefined || occurredAt > before.lastFailedAt ? occurredAt : before.lastFailedAt;
          byTrigger.set(trigger, {
            conditionErrors: (before?.conditionErrors ?? 0) + (isError ? 1 : 0),
            failedActions: (before?.failedActions ?? 0) + (isFailed ? 1 : 0),
            lastFailedAt: last,
          });
        }
      }
      return { byTrigger, isComplete: pages.every((rows) => rows.length <= mostFailed) };
    },
  };
}
