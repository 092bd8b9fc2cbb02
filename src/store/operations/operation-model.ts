import { Schema, type Connection, type Model } from 'mongoose';
import type { Operation } from '../../domain/operations/operation';
import { modelOf } from '../database/connection';

export interface OperationDocument extends Omit<Operation, 'uuid'> {
  readonly _id: string;
  /** Its run is started, and somebody was promised the outcome. */
  readonly accepted: boolean;
  /** While it is open; unique, so that one certificate never has two orders under way. */
  readonly exclusion?: string;
  /** When somebody looks whether its run lives; absent once nothing more follows from it. */
  readonly lookAt?: Date;
  /** Every certificate it is about. */
  readonly certificates: readonly string[];
}

const mixed = Schema.Types.Mixed;
const schema = new Schema<OperationDocument>(
  {
    _id: String,
    action: String,
    certificate: String,
    issuedCertificate: String,
    raProfile: String,
    authority: String,
    origin: String,
    requester: mixed,
    state: String,
    order: mixed,
    orderState: mixed,
    authorityRequestId: String,
    message: String,
    errorCode: String,
    approval: String,
    instance: String,
    isReleased: Boolean,
    cause: mixed,
    cancelRequested: Boolean,
    createdAt: Date,
    updatedAt: Date,
    nextStepAt: Date,
    finishedAt: Date,
    requestId: String,
    bodyHash: String,
    workflowId: String,
    accepted: Boolean,
    exclusion: String,
    lookAt: Date,
    certificates: [String],
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ exclusion: 1 }, { unique: true, partialFilterExpression: { exclusion: { $exists: true } } });
schema.index({ createdAt: -1, _id: -1 });
schema.index({ certificates: 1, createdAt: -1, _id: -1 });
schema.index({ state: 1, createdAt: -1, _id: -1 });
schema.index({ action: 1, createdAt: -1, _id: -1 });
schema.index({ raProfile: 1, createdAt: -1, _id: -1 });
// What has issued a certificate: its request is asked for at each renewal.
schema.index({ issuedCertificate: 1 });
schema.index({ finishedAt: 1, _id: 1 });
schema.index({ lookAt: 1 }, { partialFilterExpression: { lookAt: { $exists: true } } });

/** Operations on certificates, one row each. */
export function operationModel(db: Connection): Model<OperationDocument> {
  return modelOf(db, 'operations', schema);
}

export function toOperation({
  _id,
  accepted: _accepted,
  exclusion: _exclusion,
  certificates: _certificates,
  ...fields
}: OperationDocument): Operation {
  return { uuid: _id, ...fields };
}
