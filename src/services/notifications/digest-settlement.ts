import { heartbeat } from '@temporalio/activity';
import { isFinal } from '../../domain/notifications/delivery';
import type { DeliveryStore } from '../../store/notifications/deliveries';
import { digestBuckets, type DigestItemStore, type TakenItem } from '../../store/notifications/digest-items';
import { createGentlePace, type GentlePace } from '../gentle-pace';

export interface DigestSettlementDeps {
  readonly items: Pick<DigestItemStore, 'unsettled' | 'cancelled' | 'markSettled' | 'reopen'>;
  readonly deliveries: Pick<DeliveryStore, 'findProgress'>;
}

/** Brings firings to what the ledger says; returns those whose effects are still being started. */
export type SettleFirings = (firingIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** As many items are read at once; more are read in parts. */
const fewItems = 1_000;
const firingsAtOnce = 50;

/**
 * Tells the firings behind the items of digests what became of these: once when a digest fails and once when it has
 * ended. What was told is noted at the item, so that a round goes on where the one before was cut off.
 */
export function createDigestSettlement({ items, deliveries }: DigestSettlementDeps) {
  async function settleSome(some: readonly TakenItem[], settle: SettleFirings, pace: GentlePace): Promise<void> {
    const digests = [...new Set(some.map(({ deliveryId }) => deliveryId))].filter((id) => id !== '');
    const progress = new Map((await deliveries.findProgress(digests)).map((row) => [row.id, row]));
    const nextOf = ({ state, deliveryId }: TakenItem): 'failing' | 'done' | 'dropped' | null => {
      if (state === 'cancelled') return 'dropped';
      const row = progress.get(deliveryId);
      if (row === undefined || isFinal(row.status)) return 'done';
      return state === 'sent' && row.attemptCount > 0 ? 'failing' : null;
    };
    const told = some.flatMap((item) => {
      const next = nextOf(item);
      return next === null ? [] : [{ ...item, next }];
    });
    const firings = [...new Set(told.map(({ firingId }) => firingId))];
    for (let from = 0; from < firings.length; from += firingsAtOnce) {
      const part = new Set(firings.slice(from, from + firingsAtOnce));
      const running = await settle([...part]);
      const settled = told.filter(({ firingId }) => part.has(firingId) && !running.has(firingId));
      for (const next of ['failing', 'done', 'dropped'] as const) {
        await items.markSettled(
          settled.filter((item) => item.next === next).map(({ id }) => id),
          next,
        );
      }
      heartbeat();
      await pace.rest();
    }
  }

  return {
    /** `tried`: deliveries of this round. One that had ended before is sent again by hand. */
    async settle(digest: string, tried: readonly string[], settleFirings: SettleFirings): Promise<void> {
      const pace = createGentlePace();
      for (let from = 0; from < tried.length; from += fewItems) await items.reopen(tried.slice(from, from + fewItems));
      for (const state of ['sent', 'failing'] as const) {
        const few = await items.unsettled(digest, state, null, fewItems);
        if (few.length < fewItems) {
          await settleSome(few, settleFirings, pace);
          continue;
        }
        for (const bucket of digestBuckets) {
          await settleSome(await items.unsettled(digest, state, bucket), settleFirings, pace);
          heartbeat();
          await pace.rest();
        }
      }
      await settleSome(await items.cancelled(fewItems), settleFirings, pace);
    },
  };
}

export type DigestSettlement = ReturnType<typeof createDigestSettlement>;
