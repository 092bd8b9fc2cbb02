import { Schema, type Connection, type mongo } from 'mongoose';
import type { Delivery, DeliveryMessage } from '../../domain/notifications/delivery';
import type { DeliveryStatus } from '../../domain/notifications/profile';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { isSealedField, type SealedFields } from '../database/sealed-fields';
import { addressedNoticeFields } from './addressed-notice';

export type DeliveryDocument = Omit<Delivery, 'id' | 'message'> & {
  readonly _id: string;
  /** Sealed where it must be erased. */
  readonly message: DeliveryMessage | mongo.Binary | null;
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

export type DeliveryForm = ReturnType<typeof createDeliveryForm>;

/** Deliveries as the database has them: what tells of a rejected certificate is sealed, unless there is no key. */
export function createDeliveryForm(sealed?: SealedFields) {
  const messageOf = ({ _id, message }: DeliveryDocument) =>
    isSealedField(message) ? (sealed?.open<DeliveryMessage>(message, boundOf(_id)) ?? null) : (message ?? null);

  return {
    toRow({ id, ...fields }: Delivery, eraseAt: Date | null): DeliveryDocument {
      const { message, eraseWhenDone } = fields;
      const isHidden = eraseWhenDone && message !== null && sealed !== undefined;
      return { _id: id, ...fields, ...(isHidden ? { message: sealed.seal(message, boundOf(id)) } : {}), eraseAt };
    },

    /** A message that cannot be opened is as one that was erased. */
    toDelivery(row: DeliveryDocument): Delivery {
      const { _id, eraseAt: _eraseAt, ...fields } = row;
      return { id: _id, ...fields, message: messageOf(row) };
    },
  };
}

function boundOf(id: string): string {
  return `message of delivery ${id}`;
}
