import type { mongo } from 'mongoose';
import type { Delivery, DeliveryAttempt, RetryPlan } from '../../domain/notifications/delivery';
import type { DeliveryStatus } from '../../domain/notifications/profile';
import { batched, batchedUpdates } from '../database/batched';
import { atRest, erased, type DeliveryDocument, type DeliveryForm, type DeliveryRows } from './delivery-rows';

/** Attempts a row keeps, the latest ones. A day of retries is about a hundred. */
const attemptsKept = 120;

/** One attempt that wants a row for itself until `leaseUntil`. */
interface Lease {
  readonly id: string;
  readonly owner: string;
  readonly now: Date;
  readonly leaseUntil: Date;
}

/** One worker at a time sends a row, under a lease that ends by itself when the worker does. */
export function createDeliveryAttempts(rows: DeliveryRows, { toDelivery }: DeliveryForm) {
  const updateEach = batchedUpdates(rows);

  async function leaseWhere(
    filter: mongo.Filter<DeliveryDocument>,
    owner: string,
    leaseUntil: Date,
    repeat: boolean,
  ): Promise<Delivery | null> {
    const set = {
      status: 'sending' as const,
      attemptOwner: owner,
      leaseUntil,
      ...(repeat ? { possibleRepeat: true } : {}),
    };
    const row = await rows.findOneAndUpdate(filter, { $set: set }, { returnDocument: 'after' });
    return row === null ? null : toDelivery(row);
  }

  const leaseAbandoned = ({ id, owner, now, leaseUntil }: Lease) =>
    leaseWhere({ _id: id, status: 'sending', leaseUntil: { $lte: now } }, owner, leaseUntil, true);

  const leaseOne = async (lease: Lease) =>
    (await leaseWhere({ _id: lease.id, ...dueAt(lease) }, lease.owner, lease.leaseUntil, false)) ??
    (await leaseAbandoned(lease));

  const leaseEach = batched(async (leases: readonly Lease[]): Promise<(Delivery | null)[]> => {
    if (leases.length === 1) return [await leaseOne(leases[0]!)];
    await Promise.all(
      leases.map((lease) =>
        updateEach({
          id: lease.id,
          where: dueAt(lease),
          update: { $set: { status: 'sending', attemptOwner: lease.owner, leaseUntil: lease.leaseUntil } },
        }),
      ),
    );
    const ids = leases.map(({ id }) => id);
    const taken = await rows.find({ _id: { $in: ids }, status: 'sending' }).toArray();
    const byId = new Map(taken.map((row) => [row._id, row]));
    return Promise.all(
      leases.map(async (lease) => {
        const row = byId.get(lease.id);
        if (row === undefined) return null;
        // The owner is one round's, and a round leases a row once.
        if (row.attemptOwner === lease.owner && isSame(row.leaseUntil, lease.leaseUntil)) return toDelivery(row);
        return leaseAbandoned(lease);
      }),
    );
  });

  return {
    /**
     * Takes a row for one attempt with one atomic write: a due one, or one whose owner did not end in time, which is
     * then marked `possibleRepeat`. Null when there is nothing to do or somebody else does it.
     */
    async lease(id: string, owner: string, now: Date, leaseUntil: Date): Promise<Delivery | null> {
      return leaseEach({ id, owner, now, leaseUntil });
    },

    /** Final. Also when another worker took the row over meanwhile: the receiver has accepted. */
    async markDelivered(id: string, attempt: DeliveryAttempt, firstAttemptAt: Date, erase: boolean): Promise<void> {
      await updateEach({
        id,
        where: { status: { $ne: 'delivered' } },
        update: {
          $set: {
            status: 'delivered',
            firstAttemptAt,
            ...atRest,
            finishedAt: endOf(attempt),
            ...(erase ? erased : {}),
          },
          $push: pushAttempt(attempt),
          $inc: { attemptCount: 1 },
        },
      });
    },

    /**
     * Records a failed attempt: `retrying` when there is a next moment, else `undeliverable`. Without effect when the
     * row is no longer the owner's.
     */
    async markFailed(id: string, owner: string, attempt: DeliveryAttempt, plan: RetryPlan): Promise<boolean> {
      const { nextAttemptAt, firstAttemptAt, giveUpAt, erase } = plan;
      const { matchedCount } = await rows.updateOne(
        { _id: id, attemptOwner: owner, status: 'sending' },
        {
          $set: {
            status: nextAttemptAt === null ? 'undeliverable' : 'retrying',
            nextAttemptAt,
            firstAttemptAt,
            giveUpAt,
            leaseUntil: null,
            attemptOwner: null,
            finishedAt: nextAttemptAt === null ? endOf(attempt) : null,
            ...(nextAttemptAt === null && erase ? erased : {}),
          },
          $push: pushAttempt(attempt),
          $inc: { attemptCount: 1 },
        },
      );
      return matchedCount > 0;
    },

    /** Gives a leased row back, as at a shutdown: due at once. What was on its way may have arrived. */
    async release(
      { id, attemptCount }: Pick<Delivery, 'id' | 'attemptCount'>,
      owner: string,
      now: Date,
    ): Promise<void> {
      const status = attemptCount === 0 ? 'queued' : 'retrying';
      await rows.updateOne(
        { _id: id, attemptOwner: owner, status: 'sending' },
        { $set: { status, nextAttemptAt: now, leaseUntil: null, attemptOwner: null, possibleRepeat: true } },
      );
    },

    /**
     * Redelivery by hand: an undeliverable row, or one that waits for its next attempt, becomes due now with a fresh
     * time limit. False when it is in another state or its message was erased.
     */
    async requeue(id: string, now: Date, giveUpAt: Date): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(
        { _id: id, status: { $in: ['undeliverable', 'retrying'] as DeliveryStatus[] }, message: { $ne: null } },
        { $set: { status: 'retrying', nextAttemptAt: now, giveUpAt, finishedAt: null } },
      );
      return matchedCount > 0;
    },
  };
}

function dueAt({ now }: Lease) {
  return { status: { $in: ['queued', 'held', 'retrying'] as DeliveryStatus[] }, nextAttemptAt: { $lte: now } };
}

function isSame(one: Date | null, other: Date): boolean {
  return one?.getTime() === other.getTime();
}

function endOf({ at, durationMs }: DeliveryAttempt): Date {
  return new Date(at.getTime() + durationMs);
}

function pushAttempt(attempt: DeliveryAttempt) {
  return { attempts: { $each: [attempt], $slice: -attemptsKept } };
}
