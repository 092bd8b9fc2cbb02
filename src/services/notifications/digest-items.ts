import { digestDeliveryKey } from '../../delivery/delivery-key';
import type { Digest } from '../../domain/notifications/digest-delivery';
import { groupBy } from '../../domain/values/group-by';
import { uuidOf } from '../../store/database/derived-ids';
import type { DeliveryStore } from '../../store/notifications/deliveries';
import type { DigestItemStore, WaitingItem } from '../../store/notifications/digest-items';

export interface DigestItemDeps {
  readonly items: Pick<DigestItemStore, 'taken' | 'takenBy' | 'takeItems' | 'confirmItems' | 'release'>;
  readonly deliveries: Pick<DeliveryStore, 'digestItems'>;
  readonly now: () => Date;
}

const takenAtOnce = 5_000;
/** A digest that is not in the ledger this long after it took its items has lost its writer. */
const lostAfterMs = 3_600_000;

/** The firing id that the digests of a scan have in the ledger. */
export function digestFiringId(scanId: string): string {
  return uuidOf(`digest:${scanId}`);
}

/** The digests of a scan. Items stand by group and in it by notAfter, and keep that order. */
export function digestsOf(waiting: readonly WaitingItem[], scanId: string): Digest[] {
  const digest = digestFiringId(scanId);
  return [...groupBy(waiting, ({ group }) => group).values()].map((items) => {
    const { profile, profileVersion, channel, recipient, following } = items[0]!;
    const issuer = following?.issuer.id;
    const deliveryId = digestDeliveryKey({ scanId, profile, channel, recipient, issuer });
    return { deliveryId, digest, profile, profileVersion, channel, recipient, items };
  });
}

/** Who has which item: of two writers of digests one tells it, and what a dead one took is given back. */
export function createDigestItems({ items, deliveries, now }: DigestItemDeps) {
  /** Of what a digest took, what is in its row stays with it; the rest waits for the next. */
  async function keep(deliveryId: string, taken: readonly string[], written: readonly string[]): Promise<void> {
    const inside = new Set(written);
    await items.confirmItems(taken.filter((id) => inside.has(id)));
    await items.release(
      taken.filter((id) => !inside.has(id)),
      deliveryId,
    );
  }

  return {
    /** The digests with what they really got: another writer may have been faster with some of it. */
    async takeFor(digests: readonly Digest[]): Promise<Digest[]> {
      const at = now();
      const taken = await Promise.all(
        digests.map(async (digest) => {
          const ids = digest.items.map(({ id }) => id);
          if ((await items.takeItems(ids, { ...digest, at })) === ids.length) return digest;
          // What an earlier attempt at this digest has taken is its own, too.
          const own = new Set((await items.takenBy([digest.deliveryId])).get(digest.deliveryId));
          return { ...digest, items: digest.items.filter(({ id }) => own.has(id)) };
        }),
      );
      return taken.filter((digest) => digest.items.length > 0);
    },

    /**
     * Other rows were in the ledger first: their digests keep what is in them. A row that clashes and cannot be read yet
     * is being written: its writer confirms what is in it, and the rest is found by a later scan.
     */
    async keepWritten(deliveryIds: readonly string[]): Promise<void> {
      if (deliveryIds.length === 0) return;
      const [taken, written] = await Promise.all([items.takenBy(deliveryIds), deliveries.digestItems(deliveryIds)]);
      for (const [id, inside] of written) await keep(id, taken.get(id) ?? [], inside);
    },

    /**
     * What an earlier attempt of this scan, or a writer that is lost, has taken and not confirmed. What this scan has
     * taken for a digest that is not written stays with it: the earlier attempt may still be at work, and of two that
     * write the same digest the ledger takes one.
     */
    async recover(digest: string): Promise<void> {
      const lostBefore = now().getTime() - lostAfterMs;
      const isLost = ({ takenAt }: { readonly takenAt: Date | null }) => (takenAt?.getTime() ?? 0) < lostBefore;
      const taken = (await items.taken(takenAtOnce)).filter((item) => item.digest === digest || isLost(item));
      const written = await deliveries.digestItems([...new Set(taken.map(({ deliveryId }) => deliveryId))]);
      for (const [deliveryId, group] of groupBy(taken, (item) => item.deliveryId)) {
        const inside = written.get(deliveryId);
        if (inside === undefined && group[0]!.digest === digest) continue;
        const ids = group.map(({ id }) => id);
        await keep(deliveryId, ids, inside ?? []);
      }
    },
  };
}
