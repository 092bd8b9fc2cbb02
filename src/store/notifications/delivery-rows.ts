import { Schema, type Connection, type mongo } from 'mongoose';
import type { Delivery } from '../../domain/notifications/delivery';
import type { DeliveryStatus } from '../../domain/notifications/profile';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { addressedNoticeFields } from './addressed-notice';

export type DeliveryDocument = Omit<Delivery, 'id'> & {
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
schema.index({ 'recipient.value': 1, createdAt: -1, _id: -1 });
schema.index({ eraseAt: 1 });
schema.index({ 'incident.certificate': 1 }, { sparse: true });

export const openStatuses: DeliveryStatus[] = ['queued', 'held', 'sending', 'retrying'];

/** What a row is set to whose message may no longer be kept. */
export const erased = { message: null, eraseAt: null };

/** What a row is set to that nobody sends any more. */
export const atRest = { nextAttemptAt: null, leaseUntil: null, attemptOwner: null };

export type DeliveryRows = mongo.Collection<DeliveryDocument>;

export function deliveryRows(db: Connection): DeliveryRows {
  return collectionOf(modelOf(db, 'deliveries', schema));
}

export function toDelivery({ _id, eraseAt: _eraseAt, ...fields }: DeliveryDocument): Delivery {
  return { id: _id, ...fields, message: fields.message ?? null };
}
