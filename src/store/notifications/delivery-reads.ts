import type { mongo } from 'mongoose';
import { nextWorkAt, type Delivery } from '../../domain/notifications/delivery';
import type { IncidentDelivery } from '../../domain/notifications/incidents';
import type { Channel, DeliveryStatus } from '../../domain/notifications/profile';
import { groupBy } from '../../domain/values/group-by';
import { batched } from '../database/batched';
import { countRows, type Count } from '../database/count';
import { openStatuses, type DeliveryDocument, type DeliveryForm, type DeliveryRows } from './delivery-rows';

/** What told of one certificate: its firings, digests, and what opened or closed incidents about it. */
export interface NoticesAbout {
  readonly certificate: string;
  readonly firingIds: readonly string[];
  readonly deliveryIds: readonly string[];
}

export interface DeliveryFilter {
  readonly firing?: string;
  readonly profile?: string;
  readonly status?: DeliveryStatus;
  readonly channel?: Channel;
  /** Addresses, and uuids of users; any of them. */
  readonly recipients?: readonly string[];
  readonly about?: NoticesAbout;
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
}

export interface DeliveryPosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** What became of deliveries, for progress, summaries and lists. */
export function createDeliveryReads(rows: DeliveryRows, { toDelivery }: DeliveryForm) {
  const incidentsOf = batched(async (certificates: readonly string[]): Promise<IncidentDelivery[][]> => {
    const found = await rows
      .find({ 'incident.certificate': { $in: [...new Set(certificates)] } }, { projection: { message: 0 } })
      .toArray();
    const byCertificate = groupBy(
      found.map((row) => toDelivery(row) as IncidentDelivery),
      ({ incident }) => incident.certificate,
    );
    return certificates.map((certificate) => byCertificate.get(certificate) ?? []);
  });

  return {
    async find(id: string): Promise<Delivery | null> {
      const row = await rows.findOne({ _id: id });
      return row === null ? null : toDelivery(row);
    },

    /** Which of these digests are in the ledger, with the ids of what they tell of. */
    async digestItems(ids: readonly string[]): Promise<Map<string, readonly string[]>> {
      if (ids.length === 0) return new Map();
      const found = await rows
        .find({ _id: { $in: [...ids] } }, { projection: { 'message.digest.items': 1 } })
        .toArray();
      return new Map(found.map((row) => [row._id, toDelivery(row).message?.digest?.items ?? []]));
    },

    /** In no order, without messages: for progress and summaries. */
    async findProgress(ids: readonly string[]): Promise<Delivery[]> {
      if (ids.length === 0) return [];
      const found = await rows.find({ _id: { $in: [...ids] } }, { projection: { message: 0 } }).toArray();
      return found.map(toDelivery);
    },

    /** Deliveries of these firings that are not in a final state. */
    async openIds(firingIds: readonly string[]): Promise<string[]> {
      if (firingIds.length === 0) return [];
      const found = await rows
        .find({ firingId: { $in: [...firingIds] }, status: { $in: openStatuses } }, { projection: { _id: 1 } })
        .toArray();
      return found.map(({ _id }) => _id);
    },

    /** Of these firings, those with deliveries that are not in a final state. */
    async firingsWithOpen(firingIds: readonly string[]): Promise<Set<string>> {
      if (firingIds.length === 0) return new Set();
      const found = await rows
        .find({ firingId: { $in: [...firingIds] }, status: { $in: openStatuses } }, { projection: { firingId: 1 } })
        .toArray();
      return new Set(found.map(({ firingId }) => firingId));
    },

    /** Deletes what has ended of the deliveries of these firings. Returns how many. */
    async removeOfFirings(firingIds: readonly string[]): Promise<number> {
      if (firingIds.length === 0) return 0;
      const ended = { firingId: { $in: [...firingIds] }, status: { $nin: openStatuses } };
      return (await rows.deleteMany(ended)).deletedCount;
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

    /** What opened or resolved incidents about a certificate in its cycles up to this one; without messages. */
    async findIncidents(certificate: string, untilCycle: number): Promise<IncidentDelivery[]> {
      const found = await incidentsOf(certificate);
      return found.filter(({ incident }) => incident.cycle <= untilCycle);
    },

    /** All rows of a firing, newest first, without messages. */
    findByFiring: batched(async (firingIds: readonly string[]): Promise<Delivery[][]> => {
      const ids = [...new Set(firingIds)];
      const found = await rows.find({ firingId: { $in: ids } }, { projection: { message: 0 } }).toArray();
      const byFiring = groupBy(found.map(toDelivery), ({ firingId }) => firingId);
      for (const list of byFiring.values()) list.sort(newestFirst);
      return firingIds.map((firingId) => [...(byFiring.get(firingId) ?? [])]);
    }),

    /** Newest first, without messages. `after` is the last row of the page before. */
    async list(filter: DeliveryFilter, after: DeliveryPosition | null, limit: number): Promise<Delivery[]> {
      const query: mongo.Filter<DeliveryDocument> = {
        $and: [conditionOf(filter), ...(after === null ? [] : [behind(after)])],
      };
      const found = await rows
        .find(query, { projection: { message: 0 } })
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(toDelivery);
    },

    count: (filter: DeliveryFilter): Promise<Count> => countRows(rows, conditionOf(filter)),
  };
}

function conditionOf(filter: DeliveryFilter): mongo.Filter<DeliveryDocument> {
  const { firing, profile, status, channel, recipients, about, from, to } = filter;
  const created = { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) };
  return {
    ...(firing === undefined ? {} : { firingId: firing }),
    ...(profile === undefined ? {} : { profile }),
    ...(status === undefined ? {} : { status }),
    ...(channel === undefined ? {} : { channel }),
    ...(recipients === undefined ? {} : { 'recipient.value': oneOf(recipients) }),
    ...(Object.keys(created).length === 0 ? {} : { createdAt: created }),
    ...(about === undefined ? {} : { $or: anyOf(about) }),
  };
}

/** One value is compared by itself, so that the index gives the order, too. */
function oneOf(values: readonly string[]) {
  return values.length === 1 ? values[0]! : { $in: [...values] };
}

function anyOf({ certificate, firingIds, deliveryIds }: NoticesAbout): mongo.Filter<DeliveryDocument>[] {
  return [
    { firingId: { $in: [...firingIds] } },
    { _id: { $in: [...deliveryIds] } },
    { 'incident.certificate': certificate },
  ];
}

/** The bound on the time lets the index begin at the right place; the rest settles equal times. */
function behind({ createdAt, id }: DeliveryPosition): mongo.Filter<DeliveryDocument> {
  return {
    createdAt: { $lte: createdAt },
    $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }],
  };
}

/** As lists show them: by creation, then by id. */
function newestFirst(one: Delivery, other: Delivery): number {
  return other.createdAt.getTime() - one.createdAt.getTime() || (one.id < other.id ? 1 : -1);
}
