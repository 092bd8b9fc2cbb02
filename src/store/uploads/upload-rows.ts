import { mongo, Schema, type Connection, type Model } from 'mongoose';
import type { AuditActor, AuditSource } from '../../domain/identity/audit';
import type { AttributeValues } from '../../domain/attributes/attribute';
import { modelOf } from '../database/connection';

export type UploadStatus = 'processing' | 'stored' | 'ignored' | 'failed' | 'finished';

/** For people, not a failure: for example `required_attribute_missing`. */
export interface UploadWarning {
  readonly code: string;
  readonly detail: string;
}

/**
 * The upload resource, the claim on a fingerprint and the claim check in one row. A bundle has one row
 * and one more for each item. When the upload ends, content and claim go; the row stays for the retention.
 */
export interface UploadDocument {
  /** Upload id, of an item `<upload id>.<index>`. */
  readonly _id: string;
  readonly kind: 'single' | 'bundle' | 'item';
  /** Upload id of the bundle, of an item only. */
  readonly bundle?: string;
  readonly index: number;
  /** Number of items, of a bundle only. */
  readonly total: number | null;
  readonly mode: 'sync' | 'async';
  /** A caller was promised the outcome (202): a lost run is started again. Otherwise a lost claim is released. */
  readonly accepted: boolean;
  /** The process that looks after the upload while it is active; unknown of rows of an earlier release. */
  readonly owner?: string;
  /** Another process looks after it than the one that took it in: it may be in two runs. */
  readonly takenOver?: boolean;
  /** Workflow id of the run that decides it, where there may be two, and when that run last said so. */
  readonly carriedBy?: string;
  readonly carriedAt?: Date;
  readonly status: UploadStatus;
  readonly uploader: { readonly uuid: string; readonly name: string };
  readonly requestId: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** Present while the upload is active, and unique among those. */
  readonly activeFingerprint?: string;
  /** Where the request came from and what with, for the audit row of its outcome; the latter is unknown of rows of an earlier release. */
  readonly source?: AuditSource;
  readonly authMethod?: AuditActor['authMethod'];
  /** Once the upload has ended, only of what the inventory has. */
  readonly fingerprint?: string;
  readonly der?: mongo.Binary;
  readonly requestAttributes?: AttributeValues;
  /** Chosen at acceptance; told only once stored. */
  readonly certificateUuid: string;
  readonly code: string | null;
  readonly matchedTriggers: readonly { readonly uuid: string; readonly name: string }[];
  readonly actionErrors: number;
  readonly warnings: readonly UploadWarning[];
  readonly expiresAt: Date;
}

/** As it is stored. What is sealed lies open only in rows of an earlier release. */
export interface UploadRow extends UploadDocument {
  readonly sealedFingerprint?: mongo.Binary;
  /** DER and attributes of the request. */
  readonly sealedContent?: mongo.Binary;
}

const mixed = Schema.Types.Mixed;
const schema = new Schema<UploadRow>(
  {
    _id: String,
    kind: String,
    bundle: String,
    index: Number,
    total: Number,
    mode: String,
    accepted: Boolean,
    owner: String,
    takenOver: Boolean,
    carriedBy: String,
    carriedAt: Date,
    status: String,
    uploader: mixed,
    requestId: String,
    createdAt: Date,
    finishedAt: Date,
    activeFingerprint: String,
    source: mixed,
    authMethod: String,
    fingerprint: String,
    der: Buffer,
    requestAttributes: mixed,
    sealedFingerprint: Buffer,
    sealedContent: Buffer,
    certificateUuid: String,
    code: String,
    matchedTriggers: mixed,
    actionErrors: Number,
    warnings: mixed,
    expiresAt: Date,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index(
  { activeFingerprint: 1 },
  { unique: true, partialFilterExpression: { activeFingerprint: { $exists: true } } },
);
schema.index({ bundle: 1, index: 1 }, { partialFilterExpression: { bundle: { $exists: true } } });
// What the dead leave behind, and what has been at work for too long; only rows at work are in these two.
schema.index(
  { owner: 1 },
  { partialFilterExpression: { activeFingerprint: { $exists: true } }, name: 'active_by_owner' },
);
schema.index(
  { createdAt: 1 },
  { partialFilterExpression: { activeFingerprint: { $exists: true } }, name: 'active_by_age' },
);
schema.index({ 'uploader.uuid': 1, createdAt: -1, _id: -1 });
schema.index({ createdAt: -1, _id: -1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** A row without what nobody needs who does not decide. */
export const withoutContent = { der: 0, requestAttributes: 0, sealedContent: 0 } as const;

/** What goes when an upload ends: its claim, and what it was decided by. */
export const erasedAtEnd = { der: '', activeFingerprint: '', requestAttributes: '', sealedContent: '' } as const;

/** What else goes of a certificate that is not in the inventory then: if it is not rejected now, it may be the next time. */
export const erasedIdentity = { fingerprint: '', sealedFingerprint: '' } as const;

export function uploadModel(db: Connection): Model<UploadRow> {
  return modelOf(db, 'uploads', schema);
}

/** What became of an upload whose process ended before anybody was promised anything. */
export const interrupted = 'upload_interrupted';

/** The DER of a claimed row, as one Buffer without copying. */
export function contentOf(row: UploadDocument): Buffer | undefined {
  if (row.der === undefined) return undefined;
  return row.der instanceof mongo.Binary
    ? Buffer.from(row.der.buffer.buffer, row.der.buffer.byteOffset, row.der.length())
    : Buffer.from(row.der);
}
