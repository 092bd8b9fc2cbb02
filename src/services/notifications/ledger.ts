import { isFinal, type Delivery } from '../../domain/notifications/delivery';
import { asDelivery, digestChannels } from '../../domain/notifications/digest-item';
import type { NotificationProfile } from '../../domain/notifications/profile';
import type { DeliveryStore } from '../../store/notifications/deliveries';
import type { DigestItemStore } from '../../store/notifications/digest-items';
import type { DigestWriter } from './digest-writer';

export interface NoticeLedgerDeps {
  readonly deliveries: Pick<
    DeliveryStore,
    'findByFiring' | 'findProgress' | 'openIds' | 'cancelOpen' | 'rewrite' | 'cancelUntried'
  >;
  readonly items: Pick<DigestItemStore, 'ofFiring' | 'ofDelivery' | 'sentOf' | 'cancel' | 'cancelWaiting'>;
  readonly writer: DigestWriter;
  readonly now: () => Date;
}

/** What stands for somebody's notices: firings that asked for them, or the certificate that they tell of. */
type Subject = { readonly firings: readonly string[] } | { readonly certificate: string };

/**
 * The ledger as a firing of a monitoring event sees it: its own deliveries, and its items in digests, each in the
 * state of the digest that it is in.
 */
export function createNoticeLedger({ deliveries, items, writer, now }: NoticeLedgerDeps) {
  async function findByFiring(firingId: string): Promise<Delivery[]> {
    const [own, collected] = await Promise.all([deliveries.findByFiring(firingId), items.ofFiring(firingId)]);
    if (collected.length === 0) return own;
    const digests = await deliveries.findProgress([
      ...new Set(collected.flatMap(({ deliveryId }) => deliveryId ?? [])),
    ]);
    const byId = new Map(digests.map((row) => [row.id, row]));
    return [...own, ...collected.map((item) => asDelivery(item, byId.get(item.deliveryId ?? '')))];
  }

  /** Takes items out of digests that nobody has tried to send; a digest that has become empty is cancelled. */
  async function withdraw(subject: Subject): Promise<void> {
    const sent = await items.sentOf(subject);
    if (sent.length === 0) return;
    const digests = await deliveries.findProgress([...new Set(sent.map(({ deliveryId }) => deliveryId))]);
    const untried = new Set(
      digests
        .filter(({ status, attemptCount }) => (status === 'held' || status === 'queued') && attemptCount === 0)
        .map(({ id }) => id),
    );
    const leaving = sent.filter(({ deliveryId }) => untried.has(deliveryId));
    await items.cancel(leaving.map(({ id }) => id));
    for (const digest of digests.filter(({ id }) => leaving.some(({ deliveryId }) => deliveryId === id)))
      await rewrite(digest);
  }

  /** Again when others have left meanwhile: the last writer has seen all of them. */
  async function rewrite({ id, firingId, channel, recipient }: Delivery): Promise<void> {
    for (;;) {
      const left = await items.ofDelivery(id);
      const content = { deliveryId: id, digest: firingId, channel, recipient, items: left };
      const { message, vanished } = await writer.write(content, await writer.certificatesOf([content]));
      if (message === null) await deliveries.cancelUntried(id, now());
      else await deliveries.rewrite(id, message);
      await items.cancel(vanished);
      if ((await items.ofDelivery(id)).length === left.length - vanished.length) return;
    }
  }

  return {
    findByFiring,

    /**
     * By profile, in which mode notices of a firing that can be in a digest were opened already: a repeat goes on like
     * this, whatever the profile says by then.
     */
    async openedAs(firingId: string): Promise<Map<string, NotificationProfile['mode']>> {
      const [own, collected] = await Promise.all([deliveries.findByFiring(firingId), items.ofFiring(firingId)]);
      return new Map<string, NotificationProfile['mode']>([
        ...own
          .filter(({ channel }) => digestChannels.includes(channel))
          .map(({ profile }) => [profile, 'single'] as const),
        ...collected.map(({ profile }) => [profile, 'digest'] as const),
      ]);
    },

    /** Deliveries of a firing that are not in a final state, its items in digests included. */
    async countOpen(firingId: string): Promise<number> {
      return (await findByFiring(firingId)).filter(({ status }) => !isFinal(status)).length;
    },

    /** What is not sent yet for these firings is cancelled, in digests too. */
    async cancelOpen(firingIds: readonly string[], at: Date): Promise<void> {
      await deliveries.cancelOpen(firingIds, at);
      await items.cancelWaiting({ firings: firingIds });
      await withdraw({ firings: firingIds });
    },

    /** A certificate has a replacement: it leaves every digest that is not sent yet. */
    async cancelCertificate(certificate: string): Promise<void> {
      await items.cancelWaiting({ certificate });
      await withdraw({ certificate });
    },
  };
}

export type NoticeLedger = ReturnType<typeof createNoticeLedger>;
