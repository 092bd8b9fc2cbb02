import { Schema, type Connection, type mongo } from 'mongoose';
import { groupBy } from '../../domain/values/group-by';
import type { DigestItem, DigestItemState } from '../../domain/notifications/digest-item';
import { addressedNoticeFields } from './addressed-notice';
import { batched } from '../database/batched';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { insertAddingOrigins } from './insert-adding-origins';

type ItemDocument = Omit<DigestItem, 'id'> & {
  readonly _id: string;
  /** Hex text that the items of one profile, channel and recipient share; see `digestGroupKey`. */
  readonly group: string;
  /** First two characters of `group`: its 256 values part many items into lists of a bounded length. */
  readonly bucket: string;
  readonly expiresAt: Date;
};

/** A new item with the group it belongs to. */
export type NewDigestItem = DigestItem & { readonly group: string };

/** What a digest that is being written needs to know of its items. */
export type WaitingItem = Pick<
  DigestItem,
  'id' | 'profile' | 'profileVersion' | 'channel' | 'recipient' | 'certificate' | 'step' | 'following'
> & { readonly group: string };

/**
 * Which items a run of digests writes: what follows from one CA; else what scans have collected, and what
 * follows from CAs and was collected before a moment by which its own run must have written it.
 */
export type DigestScope = { readonly issuer: string } | { readonly leftBefore: Date };

/** An item whose firing may have to hear what became of its digest. */
export type TakenItem = Pick<DigestItem, 'id' | 'firingId' | 'state'> & {
  readonly deliveryId: string;
  readonly digest: string | null;
  readonly takenAt: Date | null;
};

const mixed = Schema.Types.Mixed;
const schema = new Schema<ItemDocument>(
  {
    _id: String,
    ...addressedNoticeFields,
    certificate: String,
    notAfter: Date,
    cycle: Number,
    step: String,
    number: Number,
    following: mixed,
    state: String,
    deliveryId: String,
    digest: String,
    takenAt: Date,
    group: String,
    bucket: String,
    expiresAt: Date,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ state: 1, bucket: 1, group: 1, notAfter: 1, _id: 1 });
schema.index({ firingId: 1 });
schema.index({ certificate: 1, state: 1 });
schema.index({ deliveryId: 1, notAfter: 1, _id: 1 });
schema.index({ digest: 1, state: 1, firingId: 1, _id: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Longer than a digest can be held and retried, and than people ask what became of it. */
const keptMs = 60 * 86_400_000;

/** The lists that items are parted into. */
export const digestBuckets: readonly string[] = Array.from({ length: 256 }, (_, index) =>
  index.toString(16).padStart(2, '0'),
);

export type DigestItemStore = ReturnType<typeof createDigestItemStore>;

/** Notices that wait for the digest of their scan, and what became of them. */
export function createDigestItemStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'digest_items', schema));

  async function move(
    filter: mongo.Filter<ItemDocument>,
    from: readonly DigestItemState[],
    change: Partial<Pick<ItemDocument, 'state' | 'deliveryId' | 'digest' | 'takenAt'>>,
  ): Promise<number> {
    const { modifiedCount } = await rows.updateMany({ ...filter, state: { $in: [...from] } }, { $set: change });
    return modifiedCount;
  }

  async function openItems(
    filter: mongo.Filter<ItemDocument>,
    bucket: string | null,
    limit: number | undefined,
  ): Promise<OpenItem[]> {
    const query = rows
      .find(filter, { projection: openFields })
      .sort(bucket === null ? { bucket: 1, ...groupOrder } : groupOrder);
    const found = await (limit === undefined ? query : query.limit(limit)).toArray();
    return found.map(({ _id, ...item }) => ({ id: _id, ...item }));
  }

  return {
    /** Inserts items that are new; on those that exist only the origins are added. */
    async insertMissing(items: readonly NewDigestItem[]): Promise<void> {
      if (items.length === 0) return;
      // The database deletes by its own clock, which in a replay of old times is ahead of ours.
      const documents = items.map(({ id: _id, ...item }) => ({
        ...{ _id, ...item, bucket: item.group.slice(0, 2) },
        expiresAt: new Date(Math.max(Date.now(), item.createdAt.getTime()) + keptMs),
      }));
      await insertAddingOrigins(rows, documents);
    },

    /** Ids of the digests in the ledger that told of a certificate; items are kept for a while only. */
    async digestsOf(certificate: string): Promise<string[]> {
      const found = await rows
        .find({ certificate, deliveryId: { $ne: null } }, { projection: { deliveryId: 1 } })
        .toArray();
      return [...new Set(found.flatMap(({ deliveryId }) => deliveryId ?? []))];
    },

    ofFiring: batched(async (firingIds: readonly string[]): Promise<DigestItem[][]> => {
      const found = await rows.find({ firingId: { $in: [...new Set(firingIds)] } }).toArray();
      const byFiring = groupBy(found.map(fromDocument), ({ firingId }) => firingId);
      return firingIds.map((firingId) => byFiring.get(firingId) ?? []);
    }),

    /** Items of a digest that have not been cancelled, the next to expire first; all of them without a limit. */
    async ofDelivery(deliveryId: string, limit?: number): Promise<DigestItem[]> {
      const found = await rows
        .find({ deliveryId, state: { $in: ['taken', 'sent', 'failing', 'done'] } })
        .sort({ notAfter: 1, _id: 1 })
        .limit(limit ?? 0)
        .toArray();
      return found.map(fromDocument);
    },

    /**
     * What waits for a digest, or was taken by one of `digest` that is not confirmed: by group, in each the next to
     * expire first.
     * @param bucket one of `digestBuckets`; null: of all, as many as `limit`
     */
    async waiting(digest: string, bucket: string | null, scope: DigestScope, limit?: number): Promise<WaitingItem[]> {
      const inBucket = { ...(bucket === null ? {} : { bucket }), ...within(scope) };
      // One after the other: an item that another attempt takes in between is in both lists, never in neither.
      const waiting = await openItems({ state: 'waiting', ...inBucket }, bucket, limit);
      const begun = await openItems({ state: 'taken', digest, ...inBucket }, bucket, limit);
      if (begun.length === 0) return waiting;
      const once = new Map([...waiting, ...begun].map((item) => [item.id, item]));
      return [...once.values()].sort(byGroupAndEnd).slice(0, limit);
    },

    /** Gives waiting items to a digest; returns how many were still waiting. */
    async takeItems(ids: readonly string[], digest: { deliveryId: string; digest: string; at: Date }): Promise<number> {
      const { deliveryId, digest: firing, at } = digest;
      const change = { state: 'taken', deliveryId, digest: firing, takenAt: at } as const;
      return ids.length === 0 ? 0 : move({ _id: { $in: [...ids] } }, ['waiting'], change);
    },

    /** Ids of what these digests have taken and not confirmed, by digest. */
    async takenBy(deliveryIds: readonly string[]): Promise<Map<string, string[]>> {
      const found = await rows
        .find({ deliveryId: { $in: [...deliveryIds] }, state: 'taken' }, { projection: { deliveryId: 1 } })
        .toArray();
      const byDigest = groupBy(found, ({ deliveryId }) => deliveryId!);
      return new Map([...byDigest].map(([deliveryId, group]) => [deliveryId, group.map(({ _id }) => _id)]));
    },

    /** What was taken and never confirmed: by a digest that is being written, or whose writer died. */
    async taken(limit: number): Promise<TakenItem[]> {
      const found = await rows
        .find({ state: 'taken' }, { projection: { firingId: 1, state: 1, deliveryId: 1, digest: 1, takenAt: 1 } })
        .limit(limit)
        .toArray();
      return found.map(toTaken);
    },

    /** They are in the ledger, in the digest that has taken them. */
    async confirmItems(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await move({ _id: { $in: [...ids] } }, ['taken'], { state: 'sent' });
    },

    /** Taken by a digest that they are not in: they wait for the next. */
    async release(ids: readonly string[], deliveryId: string): Promise<void> {
      const free = { state: 'waiting', deliveryId: null, digest: null, takenAt: null } as const;
      if (ids.length > 0) await move({ _id: { $in: [...ids] }, deliveryId }, ['taken'], free);
    },

    async cancel(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await move({ _id: { $in: [...ids] } }, ['waiting', 'taken', 'sent'], { state: 'cancelled' });
    },

    /** Waiting items of these firings, or those about the end of a certificate, end without a digest. */
    async cancelWaiting(of: { readonly firings: readonly string[] } | { readonly certificate: string }): Promise<void> {
      const filter = itemsOf(of);
      await move(filter, ['waiting'], { state: 'cancelled' });
    },

    /** Items of these firings, or those about the end of a certificate, whose digest is in the ledger and may be held there. */
    async sentOf(of: { readonly firings: readonly string[] } | { readonly certificate: string }): Promise<TakenItem[]> {
      const filter = itemsOf(of);
      const found = await rows
        .find({ ...filter, state: 'sent' }, { projection: { firingId: 1, state: 1, deliveryId: 1 } })
        .toArray();
      return found.map(toTaken);
    },

    /**
     * Items of a digest run in this state, in the order of their firings.
     * @param bucket first characters of the firing ids; null: of all, as many as `limit`
     */
    async untold(
      digest: string,
      state: 'sent' | 'failing',
      bucket: string | null,
      limit?: number,
    ): Promise<TakenItem[]> {
      const query = rows
        .find(bucket === null ? { digest, state } : { digest, state, firingId: { $gte: bucket, $lt: `${bucket}~` } }, {
          projection: { firingId: 1, state: 1, deliveryId: 1 },
        })
        .sort({ firingId: 1, _id: 1 });
      return (await (limit === undefined ? query : query.limit(limit)).toArray()).map(toTaken);
    },

    /** Cancelled ones whose firings have not been told, of any digest. */
    async cancelled(limit: number): Promise<TakenItem[]> {
      const found = await rows
        .find({ state: 'cancelled' }, { projection: { firingId: 1, state: 1 } })
        .limit(limit)
        .toArray();
      return found.map(toTaken);
    },

    /** Their firings know it now: that the digest fails, or how it ended. */
    async markTold(ids: readonly string[], state: 'failing' | 'done' | 'dropped'): Promise<void> {
      const from = state === 'dropped' ? (['cancelled'] as const) : (['sent', 'failing'] as const);
      if (ids.length > 0) await move({ _id: { $in: [...ids] } }, from, { state });
    },

    /** A digest that had ended is sent again: its end is to be told again. */
    async reopen(deliveryIds: readonly string[]): Promise<void> {
      if (deliveryIds.length > 0) await move({ deliveryId: { $in: [...deliveryIds] } }, ['done'], { state: 'failing' });
    },
  };
}

const openFields = {
  ...{ profile: 1, profileVersion: 1, channel: 1, recipient: 1, certificate: 1, step: 1, group: 1, notAfter: 1 },
  following: 1,
} as const;
const nothing = null as unknown as undefined;

function within(scope: DigestScope): mongo.Filter<ItemDocument> {
  if ('issuer' in scope) return { 'following.issuer.id': scope.issuer };
  return { $or: [{ following: nothing }, { createdAt: { $lt: scope.leftBefore } }] };
}

/** A successor of a certificate ends what tells of its end, and nothing else. */
function itemsOf(of: { readonly firings: readonly string[] } | { readonly certificate: string }) {
  if ('firings' in of) return { firingId: { $in: [...of.firings] } };
  return { certificate: of.certificate, following: nothing };
}
const groupOrder = { group: 1, notAfter: 1, _id: 1 } as const;

type OpenItem = WaitingItem & Pick<DigestItem, 'notAfter'>;

function byGroupAndEnd(one: OpenItem, other: OpenItem): number {
  if (one.group !== other.group) return one.group < other.group ? -1 : 1;
  return one.notAfter.getTime() - other.notAfter.getTime() || (one.id < other.id ? -1 : 1);
}

function toTaken({ _id, firingId, state, deliveryId, digest, takenAt }: ItemDocument): TakenItem {
  return { id: _id, firingId, state, deliveryId: deliveryId ?? '', digest: digest ?? null, takenAt: takenAt ?? null };
}

function fromDocument({
  _id,
  group: _group,
  bucket: _bucket,
  expiresAt: _expiresAt,
  ...item
}: ItemDocument): DigestItem {
  return { id: _id, ...item };
}
