import type { Delivery, DeliveryMessage } from '../../domain/notifications/delivery';
import type { DeliveryStatus } from '../../domain/notifications/profile';
import { batched } from '../database/batched';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import { atRest, erased, openStatuses, type DeliveryForm, type DeliveryRows } from './delivery-rows';
import { insertAddingOrigins } from './insert-adding-origins';

/** Payload data of a rejected upload is gone after this time, whatever became of its deliveries. */
const eraseAfterMs = 72 * 3_600_000;

/** What is to be delivered, until it is tried or called off. */
export function createDeliveryPlans(rows: DeliveryRows, { toRow }: DeliveryForm) {
  const insertOne = batched(async (deliveries: readonly Delivery[]) => {
    await insertAddingOrigins(
      rows,
      deliveries.map((delivery) => {
        const { eraseWhenDone, createdAt } = delivery;
        return toRow(delivery, eraseWhenDone ? new Date(createdAt.getTime() + eraseAfterMs) : null);
      }),
    );
    return deliveries.map(() => undefined);
  });

  return {
    /** Inserts rows that are new; on those that exist only the origin is added. */
    async insertMissing(deliveries: readonly Delivery[]): Promise<void> {
      await Promise.all(deliveries.map((delivery) => insertOne(delivery)));
    },

    /** Inserts digests that are new; returns the indexes of those that were there. */
    async insertDigests(deliveries: readonly Delivery[]): Promise<Set<number>> {
      if (deliveries.length === 0) return new Set();
      return insertIgnoringDuplicates(
        rows,
        deliveries.map((delivery) => toRow(delivery, null)),
      );
    },

    /** What a digest says, as long as nobody has tried to send it: held ones change with what they tell of. */
    async rewrite(id: string, message: DeliveryMessage): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(untried(id), { $set: { message } });
      return matchedCount > 0;
    },

    /** Ends a delivery that nobody has tried to send, because nothing is left to tell. */
    async cancelUntried(id: string, at: Date): Promise<void> {
      await rows.updateOne(untried(id), { $set: { status: 'cancelled', nextAttemptAt: null, finishedAt: at } });
    },

    /** Ends what is not delivered yet. One that is on its way and arrives all the same becomes `delivered`. */
    async cancelOpen(firingIds: readonly string[], at: Date): Promise<void> {
      if (firingIds.length === 0) return;
      const open = { firingId: { $in: [...firingIds] }, status: { $in: openStatuses } };
      const ended = {
        status: 'cancelled' as const,
        ...atRest,
        finishedAt: at,
      };
      await rows.updateMany({ ...open, eraseWhenDone: true }, { $set: { ...ended, ...erased } });
      await rows.updateMany(open, { $set: ended });
    },

    /** Ends those of these deliveries that are in one of the states. One that arrives all the same becomes `delivered`. */
    async cancel(ids: readonly string[], from: readonly DeliveryStatus[], at: Date): Promise<void> {
      if (ids.length === 0) return;
      await rows.updateMany(
        { _id: { $in: [...ids] }, status: { $in: [...from] } },
        { $set: { status: 'cancelled', ...atRest, finishedAt: at } },
      );
    },

    /** Erases messages of rejected uploads that are still open after 72 hours and gives those deliveries up. */
    async eraseOverdue(now: Date): Promise<number> {
      const { modifiedCount } = await rows.updateMany(
        { eraseAt: { $lte: now } },
        { $set: { ...erased, status: 'undeliverable', nextAttemptAt: null, leaseUntil: null, finishedAt: now } },
      );
      return modifiedCount;
    },

    /** Retention: finished deliveries go with their firings. */
    async removeFinished(firingIds: readonly string[]): Promise<number> {
      if (firingIds.length === 0) return 0;
      const finals: DeliveryStatus[] = ['delivered', 'suppressed', 'cancelled', 'undeliverable'];
      const { deletedCount } = await rows.deleteMany({ firingId: { $in: [...firingIds] }, status: { $in: finals } });
      return deletedCount;
    },
  };
}

function untried(id: string) {
  return { _id: id, status: { $in: ['queued', 'held'] as DeliveryStatus[] }, attemptCount: 0 };
}
