import { Schema, type Connection } from 'mongoose';
import type { ActiveAlarm, ScanAlarmCode } from '../../domain/expiration/scan-alarm';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

/** An incident of the scan: told when it begins and when it is over, once each. */
export interface ScanAlarm {
  readonly key: string;
  readonly code: ScanAlarmCode;
  readonly text: string;
  readonly openedAt: Date;
  readonly overAt: Date | null;
  /** What is still to be told; null when all was. */
  readonly toTell: 'opened' | 'over' | null;
  /** Addressees that have the present mail. */
  readonly mailed: readonly string[];
  readonly tries: number;
  /** Who tells has it until then. */
  readonly leaseUntil: Date;
}

type AlarmDocument = Omit<ScanAlarm, 'key'> & {
  readonly _id: string;
  /** False while it lasts or something is to be told. */
  readonly isSettled: boolean;
};

const schema = new Schema<AlarmDocument>(
  {
    _id: String,
    code: String,
    text: String,
    openedAt: Date,
    overAt: Date,
    toTell: String,
    mailed: [String],
    tries: Number,
    leaseUntil: Date,
    isSettled: Boolean,
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ isSettled: 1, openedAt: 1 });
schema.index({ code: 1, openedAt: -1 });

export type ScanAlarmStore = ReturnType<typeof createScanAlarmStore>;

/** Incidents of the scan. The key decides among processes which of them tells. */
export function createScanAlarmStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'scan_alarms', schema));

  return {
    /** Incidents that last, or of which something is to be told; oldest first. */
    async open(): Promise<ScanAlarm[]> {
      const found = await rows.find({ isSettled: false }).sort({ openedAt: 1 }).limit(100).toArray();
      return found.map(fromDocument);
    },

    /** How many incidents of a kind are over, by the number at the end of the latest one's key. */
    async countEnded(code: ScanAlarmCode): Promise<number> {
      const [latest] = await rows
        .find({ code }, { projection: { overAt: 1 } })
        .sort({ openedAt: -1 })
        .limit(1)
        .toArray();
      if (latest === undefined) return 0;
      const number = Number(latest._id.slice(latest._id.lastIndexOf('.') + 1));
      return latest.overAt === null ? number - 1 : number;
    },

    /** False when the incident is known: another process has it, or it is told already. */
    async insert({ key, code, text }: ActiveAlarm, openedAt: Date, leaseUntil: Date): Promise<boolean> {
      const row = { code, text, openedAt, leaseUntil, overAt: null, toTell: 'opened' as const };
      try {
        await rows.insertOne({ _id: key, ...row, mailed: [], tries: 0, isSettled: false });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** The incident is over; false when another process said so before. */
    async close(key: string, overAt: Date, leaseUntil: Date): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(
        { _id: key, overAt: null },
        { $set: { overAt, leaseUntil, toTell: 'over', mailed: [], tries: 0 } },
      );
      return matchedCount > 0;
    },

    /** Takes over what its teller left; false when somebody else did. */
    async lease(key: string, now: Date, leaseUntil: Date): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(
        { _id: key, isSettled: false, leaseUntil: { $lte: now } },
        { $set: { leaseUntil } },
      );
      return matchedCount > 0;
    },

    async noteMailed(key: string, stage: 'opened' | 'over', user: string): Promise<void> {
      await rows.updateOne({ _id: key, toTell: stage }, { $addToSet: { mailed: user } });
    },

    /** Not all could be told: another try once the lease is over. */
    async noteTry(key: string, stage: 'opened' | 'over'): Promise<void> {
      await rows.updateOne({ _id: key, toTell: stage }, { $inc: { tries: 1 } });
    },

    async markTold(key: string, stage: 'opened' | 'over'): Promise<void> {
      await rows.updateOne(
        { _id: key, toTell: stage },
        { $set: { toTell: null, ...(stage === 'over' ? { isSettled: true } : {}) } },
      );
    },

    /** Retention: incidents that were over before `than`. */
    async removeOlder(than: Date): Promise<void> {
      await rows.deleteMany({ isSettled: true, openedAt: { $lt: than } });
    },
  };
}

function fromDocument({ _id, isSettled: _settled, ...fields }: AlarmDocument): ScanAlarm {
  return { key: _id, ...fields };
}
