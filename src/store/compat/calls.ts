import { Schema, type Connection } from 'mongoose';
import { keptNames, type CallRecord, type CallUsage } from '../../domain/compat/call-record';
import { collectionOf, updateOf, type Row } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

type CallDocument = Omit<CallRecord, 'id'> & Row;
type UsageDocument = CallUsage & Row;

const mixed = Schema.Types.Mixed;
const shared = { method: String, path: String, supported: Boolean, caller: mixed, userAgent: String, ignored: mixed };
const calls = new Schema<CallDocument>(
  {
    ...shared,
    ...{ _id: String, at: Date, status: Number, code: String, parameters: mixed, ipAddress: String },
    ...{ durationMs: Number, requestId: String },
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
calls.index({ at: -1, _id: -1 });
calls.index({ supported: 1, at: -1, _id: -1 });
calls.index({ 'caller.uuid': 1, at: -1, _id: -1 });

const usages = new Schema<UsageDocument>(
  { ...shared, ...{ _id: String, count: Number, refused: Number, firstAt: Date, lastAt: Date, lastStatus: Number } },
  { versionKey: false, strict: 'throw', minimize: false },
);
usages.index({ lastAt: -1 });

export interface CallFilter {
  readonly supported?: boolean | undefined;
  /** Uuid of a user. */
  readonly user?: string | undefined;
  readonly method?: string | undefined;
  /** Inclusive. */
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
}

export interface CallPosition {
  readonly at: Date;
  readonly id: string;
}

/** Kinds of calls that one answer tells of. */
export const mostUsages = 500;

/** The log of the compatibility surface: each call, and calls of one kind by one caller counted. */
export function createCompatCallStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'compat_calls', calls));
  const counted = collectionOf(modelOf(db, 'compat_usage', usages));

  async function count(call: CallRecord): Promise<void> {
    const { method, path, supported, caller, userAgent, ignored, at, status } = call;
    const _id = JSON.stringify([method, path, caller.uuid]);
    await counted.updateOne(
      { _id },
      updateOf<UsageDocument>({
        $inc: { count: 1, refused: status < 400 ? 0 : 1 },
        $setOnInsert: { firstAt: at },
        $set: { method, path, supported, caller, userAgent, lastAt: at, lastStatus: status },
        ...(ignored.length === 0 ? {} : { $addToSet: { ignored: { $each: ignored } } }),
      }),
      { upsert: true },
    );
  }

  return {
    async add(call: CallRecord): Promise<void> {
      const { id, ...row } = call;
      await rows.insertOne({ _id: id, ...row });
      try {
        await count(call);
      } catch (error) {
        // Two were the first of their kind.
        if (!isDuplicateKey(error)) throw error;
        await count(call);
      }
    },

    /** By time, newest first unless `ascending`. */
    async list(
      filter: CallFilter,
      { after, limit, ascending = false }: { after: CallPosition | undefined; limit: number; ascending?: boolean },
    ): Promise<CallRecord[]> {
      const direction = ascending ? 1 : -1;
      const beyond = ascending ? '$gt' : '$lt';
      const position =
        after === undefined
          ? []
          : [{ $or: [{ at: { [beyond]: after.at } }, { at: after.at, _id: { [beyond]: after.id } }] }];
      const found = await rows
        .find({ $and: [toQuery(filter), ...position] })
        .sort({ at: direction, _id: direction })
        .limit(limit)
        .toArray();
      return found.map(({ _id, ...call }) => ({ id: _id, ...call }));
    },

    count: (filter: CallFilter): Promise<Count> => countRows(rows, toQuery(filter)),

    /** What was used last first, at most `mostUsages`. */
    async usage(): Promise<CallUsage[]> {
      const found = await counted.find({}).sort({ lastAt: -1 }).limit(mostUsages).toArray();
      return found.map(({ _id, ignored = [], ...usage }) => ({ ...usage, ignored: keptNames(ignored) }));
    },

    /** Retention. */
    async removeOlder(before: Date): Promise<void> {
      await rows.deleteMany({ at: { $lt: before } });
      await counted.deleteMany({ lastAt: { $lt: before } });
    },
  };
}

export type CompatCallStore = ReturnType<typeof createCompatCallStore>;

function toQuery({ supported, user, method, from, to }: CallFilter): object {
  const at = { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) };
  return {
    ...(supported === undefined ? {} : { supported }),
    ...(user === undefined ? {} : { 'caller.uuid': user }),
    ...(method === undefined ? {} : { method }),
    ...(Object.keys(at).length === 0 ? {} : { at }),
  };
}
