import { eventCodes, isEventCode, type EventCode } from '../../domain/events/catalogue';
import type { ExpirationWatch } from '../../domain/expiration/watch';
import { retentionStart } from '../../domain/values/retention';
import type { Position } from '../../store/database/keyset-scan';
import type { FiringRetention, OldFiring } from '../../store/firings/retention';

const pageSize = 200;

export interface HistoryRetentionDeps {
  readonly firings: FiringRetention;
  readonly deliveries: {
    /** Of these firings, those with deliveries that are not in a final state. */
    firingsWithOpen(firingIds: readonly string[]): Promise<ReadonlySet<string>>;
    removeOfFirings(firingIds: readonly string[]): Promise<number>;
  };
  readonly erasePayloads: (firingIds: readonly string[]) => Promise<void>;
  /** ISO 8601 duration; null: for ever. */
  readonly platformRetention: () => Promise<string | null>;
  /** ISO 8601 duration or `unlimited`; null: that of the platform. */
  readonly eventRetention: (event: EventCode) => Promise<string | null>;
  /** What is known of certificates that have been due: uneventful firings are still folded into one of each. */
  readonly watchesOf: (certificates: readonly string[]) => Promise<ReadonlyMap<string, ExpirationWatch>>;
}

export interface RetentionReport {
  readonly firings: number;
  readonly deliveries: number;
  /** False: it was broken off, and there may be more. */
  readonly isDone: boolean;
}

/**
 * Deletes whole firings that are older than their retention, with their records and their deliveries. What runs, what has
 * open deliveries and what others are still folded into stays. May be broken off and made again.
 */
export function createHistoryRetention(deps: HistoryRetentionDeps) {
  async function removable(rows: readonly OldFiring[], before: Date): Promise<string[]> {
    const ended = rows.filter(({ status, lastFiredAt }) => status !== 'running' && lastFiredAt < before);
    if (ended.length === 0) return [];
    const [open, watches] = await Promise.all([
      deps.deliveries.firingsWithOpen(ended.map(({ _id }) => _id)),
      deps.watchesOf([...new Set(ended.flatMap(({ objectUuid }) => objectUuid ?? []))]),
    ]);
    return ended.flatMap(({ _id, objectUuid }) => {
      const watch = objectUuid === null ? undefined : watches.get(objectUuid);
      const isFolding = watch?.firingId === _id && watch.lastFiredAt !== null && watch.lastFiredAt >= before;
      return open.has(_id) || isFolding ? [] : [_id];
    });
  }

  /** @param event undefined: those of events that this release does not know */
  async function clear(event: EventCode | undefined, before: Date, isOver: () => boolean): Promise<RetentionReport> {
    let [firings, deliveries] = [0, 0];
    let after: Position | undefined;
    do {
      if (isOver()) return { firings, deliveries, isDone: false };
      const page = await deps.firings.older(event, before, after, pageSize);
      const rows = event === undefined ? page.items.filter((row) => !isEventCode(row.event)) : page.items;
      const ids = await removable(rows, before);
      // Firings last: what is broken off before is found again by them.
      deliveries += ids.length === 0 ? 0 : await deps.deliveries.removeOfFirings(ids);
      await deps.erasePayloads(ids);
      firings += await deps.firings.remove(ids);
      after = page.next;
    } while (after !== undefined);
    return { firings, deliveries, isDone: true };
  }

  return {
    /** @param isOver asked before each page: true breaks off */
    async run(now: Date, isOver: () => boolean = () => false): Promise<RetentionReport> {
      const platform = await deps.platformRetention();
      const total = { firings: 0, deliveries: 0 };
      for (const event of [...eventCodes, undefined]) {
        const own = event === undefined ? null : await deps.eventRetention(event);
        const before = retentionStart(own ?? platform, now);
        if (before === undefined) continue;
        const { firings, deliveries, isDone } = await clear(event, before, isOver);
        total.firings += firings;
        total.deliveries += deliveries;
        if (!isDone) return { ...total, isDone };
      }
      return { ...total, isDone: true };
    },
  };
}

export type HistoryRetention = ReturnType<typeof createHistoryRetention>;
