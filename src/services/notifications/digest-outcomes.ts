import { isFinal, type Delivery } from '../../domain/notifications/delivery';
import type { DeliveryStore } from '../../store/notifications/deliveries';
import { digestBuckets, type DigestItemStore, type TakenItem } from '../../store/notifications/digest-items';
import { createGentlePace, type GentlePace } from '../work/gentle-pace';
import type { Work } from '../work/work';

export interface DigestOutcomeDeps {
  readonly items: Pick<DigestItemStore, 'untold' | 'cancelled' | 'markTold' | 'reopen'>;
  readonly deliveries: Pick<DeliveryStore, 'findProgress'>;
  readonly newPace?: () => GentlePace;
}

/** Brings firings to what the ledger says; returns those whose effects are still being started. */
export type RefreshFirings = (firingIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** As many items are read at once; more are read in parts. */
const fewItems = 1_000;
const firingsAtOnce = 50;
const outcomes = ['failing', 'done', 'dropped'] as const;

/**
 * Tells the firings behind the items of digests what became of these: once when a digest fails and once when it has
 * ended. What was told is noted at the item, so that a round goes on where the one before was cut off.
 */
export function createDigestOutcomes({ items, deliveries, newPace = createGentlePace }: DigestOutcomeDeps) {
  async function tellSome(
    some: readonly TakenItem[],
    refresh: RefreshFirings,
    rest: () => Promise<void>,
  ): Promise<void> {
    const digests = [...new Set(some.map(({ deliveryId }) => deliveryId))].filter((id) => id !== '');
    const progress = new Map((await deliveries.findProgress(digests)).map((row) => [row.id, row]));
    const told = some.flatMap((item) => {
      const next = outcomeOf(item, progress.get(item.deliveryId));
      return next === null ? [] : [{ ...item, next }];
    });
    const firings = [...new Set(told.map(({ firingId }) => firingId))];
    for (let from = 0; from < firings.length; from += firingsAtOnce) {
      const part = new Set(firings.slice(from, from + firingsAtOnce));
      const running = await refresh([...part]);
      const heard = told.filter(({ firingId }) => part.has(firingId) && !running.has(firingId));
      for (const next of outcomes) {
        const ids = heard.filter((item) => item.next === next).map(({ id }) => id);
        await items.markTold(ids, next);
      }
      await rest();
    }
  }

  return {
    /** `tried`: deliveries of this round. One that had ended before is sent again by hand. */
    async tellFirings(
      digest: string,
      tried: readonly string[],
      refresh: RefreshFirings,
      { heartbeat }: Pick<Work, 'heartbeat'>,
    ): Promise<void> {
      const pace = newPace();
      const rest = async () => {
        heartbeat();
        await pace.rest();
      };
      for (let from = 0; from < tried.length; from += fewItems) await items.reopen(tried.slice(from, from + fewItems));
      for (const state of ['sent', 'failing'] as const) {
        const few = await items.untold(digest, state, null, fewItems);
        if (few.length < fewItems) {
          await tellSome(few, refresh, rest);
          continue;
        }
        for (const bucket of digestBuckets) {
          await tellSome(await items.untold(digest, state, bucket), refresh, rest);
          await rest();
        }
      }
      await tellSome(await items.cancelled(fewItems), refresh, rest);
    },
  };
}

export type DigestOutcomes = ReturnType<typeof createDigestOutcomes>;

/** What the firing of an item is to be told of its digest now; null: nothing that it does not know. */
function outcomeOf(
  { state }: Pick<TakenItem, 'state'>,
  digest: Pick<Delivery, 'status' | 'attemptCount'> | undefined,
): (typeof outcomes)[number] | null {
  if (state === 'cancelled') return 'dropped';
  if (digest === undefined || isFinal(digest.status)) return 'done';
  return state === 'sent' && digest.attemptCount > 0 ? 'failing' : null;
}
