import { Schema } from 'mongoose';
import type { QuietKind } from '../../domain/expiration/quiet';
import { newWatch, type ExpirationWatch } from '../../domain/expiration/watch';

/** Rows of an earlier release say nothing of looks. */
export type WatchDocument = Omit<ExpirationWatch, 'certificate' | 'quiet' | 'quietRepeats' | 'touches'> & {
  readonly _id: string;
  readonly quiet?: QuietKind;
  /** When a scan is to look at it again: the epoch after a change, null when only a change brings a look. */
  readonly lookAt?: Date | null;
  readonly quietFrom?: Date;
  /** When being quiet ended; `lookAt`, unless something changed before. */
  readonly quietUntil?: Date;
  readonly touches?: number;
};

const mixed = Schema.Types.Mixed;
export const watchSchema = new Schema<WatchDocument>(
  {
    _id: String,
    cycle: Number,
    firingId: String,
    resultKey: String,
    slot: Date,
    repeatCount: Number,
    lastFiredAt: Date,
    streams: mixed,
    acknowledged: mixed,
    replacementsCheckedAt: Date,
    quiet: String,
    lookAt: Date,
    quietFrom: Date,
    quietUntil: Date,
    touches: Number,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
// What a scan is to look at, and how much it need not.
watchSchema.index({ quiet: 1, lookAt: 1, _id: 1 });

/** As of then: the next scan looks. */
export const atOnce = new Date(0);
export const touching = { $set: { lookAt: atOnce }, $inc: { touches: 1 } };

/** The row of a certificate that no scan has looked at. */
export function newRow(certificate: string): WatchDocument {
  const { certificate: _id, quiet: _quiet, quietRepeats: _repeats, ...fields } = newWatch(certificate);
  return { _id, ...fields };
}

export function fromDocument({
  _id,
  quiet,
  lookAt: _lookAt,
  quietFrom,
  quietUntil,
  touches,
  ...fields
}: WatchDocument) {
  const isKnown = quiet !== undefined && quietFrom !== undefined && quietUntil !== undefined;
  return {
    ...{ certificate: _id, ...fields, touches: touches ?? 0, quietRepeats: 0 },
    quiet: isKnown ? { kind: quiet, from: quietFrom, until: quietUntil } : null,
  };
}
