import { Schema, type Connection, type mongo } from 'mongoose';
import { groupBy } from '../../domain/values/group-by';
import {
  nextWorkAt,
  type Delivery,
  type DeliveryAttempt,
  type DeliveryMessage,
  type DeliveryOrigin,
  type RetryPlan,
} from '../../domain/notifications/delivery';
import type { IncidentDelivery } from '../../domain/notifications/incidents';
import type { Channel, DeliveryStatus } from '../../domain/notifications/profile';
import { addressedNoticeFields } from './addressed-notice';
import { batched, batchedUpdates } from '../database/batched';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import { modelOf } from '../database/connection';
import { insertAddingOrigins } from './insert-adding-origins';

type DeliveryDocument = Omit<Delivery, 'id'> & {
  readonly _id: string;
  /** When the message must be gone at the latest; null when it may stay or is gone. */
  readonly eraseAt: Date | null;
};

const mixed = Schema.Types.Mixed;
const schema = new Schema<DeliveryDocument>(
  {
    _id: String,
    ...addressedNoticeFields,
    status: String,
    attempts: mixed,
    attemptCount: Number,
    nextAttemptAt: Date,
    leaseUntil: Date,
    attemptOwner: String,
    possibleRepeat: Boolean,
    eraseWhenDone: Boolean,
    message: mixed,
    incident: mixed,
    firstAttemptAt: Date,
    finishedAt: Date,
    giveUpAt: Date,
    eraseAt: Date,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ createdAt: -1, _id: -1 });
schema.index({ firingId: 1, createdAt: -1, _id: -1 });
schema.index({ profile: 1, createdAt: -1, _id: -1 });
schema.index({ status: 1, createdAt: -1, _id: -1 });
schema.index({ channel: 1, createdAt: -1, _id: -1 });
schema.index({ eraseAt: 1 });
schema.index({ 'incident.certificate': 1 }, { sparse: true });

/** Attempts a row keeps, the latest ones. A day of retries is about a hundred. */
const attemptsKept = 120;
const openStatuses: DeliveryStatus[] = ['queued', 'held', 'sending', 'retrying'];
const erased = { message: null, eraseAt: null };
/** Payload data of a rejected upload is gone after this time, whatever became of its deliveries. */
const eraseAfterMs = 72 * 3_600_000;

export interface DeliveryFilter {
  readonly firing?: string;
  readonly profile?: string;
  readonly status?: DeliveryStatus;
  readonly channel?: Channel;
}

export interface DeliveryPosition {
  readonly createdAt: Date;
  readonly id: string;
}

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

/**
 * The delivery ledger. The key of a row is its `_id`, so a delivery exists once however often it is planned; a row is
 * sent by the one who has the lease, and `delivered` is final.
 */
export function createDeliveryStore(db: Connection) {
  const rows = modelOf(db, 'deliveries', schema).collection as unknown as mongo.Collection<DeliveryDocument>;

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
    return row === null ? null : fromDocument(row);
  }

  const updateEach = batchedUpdates(rows);

  const incidentsOf = batched(async (certificates: readonly string[]): Promise<IncidentDelivery[][]> => {
    const found = await rows
      .find({ 'incident.certificate': { $in: [...new Set(certificates)] } }, { projection: { message: 0 } })
      .toArray();
    const byCertificate = groupBy(
      found.map((row) => fromDocument(row) as IncidentDelivery),
      ({ incident }) => incident.certificate,
    );
    return certificates.map((certificate) => byCertificate.get(certificate) ?? []);
  });

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
        if (row.attemptOwner === lease.owner && isSame(row.leaseUntil, lease.leaseUntil)) return fromDocument(row);
        return leaseAbandoned(lease);
      }),
    );
  });

  const insertOne = batched(async (deliveries: readonly Delivery[]) => {
    await insertAddingOrigins(
      rows,
      deliveries.map(({ id, ...fields }) => ({
        ...{ _id: id, ...fields },
        eraseAt: fields.eraseWhenDone ? new Date(fields.createdAt.getTime() + eraseAfterMs) : null,
      })),
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
        deliveries.map(({ id, ...fields }) => ({ _id: id, ...fields, eraseAt: null })),
      );
    },

    /** Which of these digests are in the ledger, with the ids of what they tell of. */
    async digestItems(ids: readonly string[]): Promise<Map<string, readonly string[]>> {
      if (ids.length === 0) return new Map();
      const found = await rows
        .find({ _id: { $in: [...ids] } }, { projection: { 'message.digest.items': 1 } })
        .toArray();
      return new Map(found.map(({ _id, message }) => [_id, message?.digest?.items ?? []]));
    },

    /** What a delivery says, as long as nobody has tried to send it: held ones change with what they tell of. */
    async rewrite(id: string, message: DeliveryMessage): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(untried(id), { $set: { message } });
      return matchedCount > 0;
    },

    /** Ends a delivery that nobody has tried to send, because nothing is left to tell. */
    async cancelUntried(id: string, at: Date): Promise<void> {
      await rows.updateOne(untried(id), { $set: { status: 'cancelled', nextAttemptAt: null, finishedAt: at } });
    },

    async find(id: string): Promise<Delivery | null> {
      const row = await rows.findOne({ _id: id });
      return row === null ? null : fromDocument(row);
    },

    /** In no order, without messages: for progress and summaries. */
    async findProgress(ids: readonly string[]): Promise<Delivery[]> {
      if (ids.length === 0) return [];
      const found = await rows.find({ _id: { $in: [...ids] } }, { projection: { message: 0 } }).toArray();
      return found.map(fromDocument);
    },

    /** Deliveries of these firings that are not in a final state. */
    async openIds(firingIds: readonly string[]): Promise<string[]> {
      if (firingIds.length === 0) return [];
      const found = await rows
        .find({ firingId: { $in: [...firingIds] }, status: { $in: openStatuses } }, { projection: { _id: 1 } })
        .toArray();
      return found.map(({ _id }) => _id);
    },

    /** The same with the moment at which each has work: its next attempt, or the end of a lease. */
    async openMoments(firingIds: readonly string[]): Promise<{ readonly id: string; readonly at: Date | null }[]> {
      if (firingIds.length === 0) return [];
      const found = await rows
        .find(
          { firingId: { $in: [...firingIds] }, status: { $in: openStatuses } },
          { projection: { status: 1, nextAttemptAt: 1, leaseUntil: 1 } },
        )
        .toArray();
      return found.map(({ _id: id, status, nextAttemptAt, leaseUntil }) => ({
        id,
        at: nextWorkAt({ status, nextAttemptAt, leaseUntil }),
      }));
    },

    /** Ends what is not delivered yet. One that is on its way and arrives all the same becomes `delivered`. */
    async cancelOpen(firingIds: readonly string[], at: Date): Promise<void> {
      if (firingIds.length === 0) return;
      const open = { firingId: { $in: [...firingIds] }, status: { $in: openStatuses } };
      const ended = {
        status: 'cancelled' as const,
        nextAttemptAt: null,
        leaseUntil: null,
        attemptOwner: null,
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
        { $set: { status: 'cancelled', nextAttemptAt: null, leaseUntil: null, attemptOwner: null, finishedAt: at } },
      );
    },

    /** What opened or resolved incidents about a certificate in its cycles up to this one; without messages. */
    async findIncidents(certificate: string, untilCycle: number): Promise<IncidentDelivery[]> {
      const found = await incidentsOf(certificate);
      return found.filter(({ incident }) => incident.cycle <= untilCycle);
    },

    /** All rows of a firing, newest first, without messages. */
    findByFiring: batched(async (firingIds: readonly string[]): Promise<Delivery[][]> => {
      const ids = [...new Set(firingIds)];
      const found = await rows.find({ firingId: { $in: ids } }, { projection: { message: 0 } }).toArray();
      const byFiring = groupBy(found.map(fromDocument), ({ firingId }) => firingId);
      for (const list of byFiring.values()) list.sort(newestFirst);
      return firingIds.map((firingId) => [...(byFiring.get(firingId) ?? [])]);
    }),

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
            nextAttemptAt: null,
            leaseUntil: null,
            attemptOwner: null,
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

    /** Newest first, without messages. `after` is the last row of the page before. */
    async list(filter: DeliveryFilter, after: DeliveryPosition | null, limit: number): Promise<Delivery[]> {
      const { firing, profile, status, channel } = filter;
      const query: mongo.Filter<DeliveryDocument> = {
        ...(firing === undefined ? {} : { firingId: firing }),
        ...(profile === undefined ? {} : { profile }),
        ...(status === undefined ? {} : { status }),
        ...(channel === undefined ? {} : { channel }),
        ...(after === null
          ? {}
          : {
              createdAt: { $lte: after.createdAt },
              $or: [{ createdAt: { $lt: after.createdAt } }, { createdAt: after.createdAt, _id: { $lt: after.id } }],
            }),
      };
      const found = await rows
        .find(query, { projection: { message: 0 } })
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
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

/** The rows of one action of a firing: by the action's key, else by its id. */
export function rowsOfAction(rows: readonly Delivery[], action: string): readonly Delivery[] {
  const by = (same: (origin: DeliveryOrigin) => boolean) => rows.filter(({ origins }) => origins.some(same));
  const byKey = by(({ actionKey }) => actionKey === action);
  return byKey.length > 0 ? byKey : by(({ actionId }) => actionId === action);
}

interface Lease {
  readonly id: string;
  readonly owner: string;
  readonly now: Date;
  readonly leaseUntil: Date;
}

function dueAt({ now }: Lease) {
  return { status: { $in: ['queued', 'held', 'retrying'] as DeliveryStatus[] }, nextAttemptAt: { $lte: now } };
}

function isSame(one: Date | null, other: Date): boolean {
  return one?.getTime() === other.getTime();
}

/** As lists show them: by creation, then by id. */
function newestFirst(one: Delivery, other: Delivery): number {
  return other.createdAt.getTime() - one.createdAt.getTime() || (one.id < other.id ? 1 : -1);
}

function untried(id: string) {
  return { _id: id, status: { $in: ['queued', 'held'] as DeliveryStatus[] }, attemptCount: 0 };
}

function endOf({ at, durationMs }: DeliveryAttempt): Date {
  return new Date(at.getTime() + durationMs);
}

function pushAttempt(attempt: DeliveryAttempt) {
  return { attempts: { $each: [attempt], $slice: -attemptsKept } };
}

function fromDocument({ _id, eraseAt: _eraseAt, ...fields }: DeliveryDocument): Delivery {
  return { id: _id, ...fields, message: fields.message ?? null };
}
