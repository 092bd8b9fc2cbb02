import { createHash } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';
import type { AuditEntry, AuditRow } from '../../domain/identity/audit';
import { canonicalJson, storableText } from '../database/canonical-json';
import { modelOf } from '../database/connection';

/** An entry as stored. The two kinds of data are JSON text: any shape and any member name can stand in it. */
export interface AuditDocument extends Omit<AuditEntry, 'operationData' | 'additionalData'> {
  readonly _id: number;
  readonly operationData: string | null;
  readonly additionalData: string | null;
  readonly prevHash: string;
  /** The process that wrote the row signs marks: from here on a mark without a signature is a forged one. */
  readonly marksSigned?: true;
  readonly hash: string;
}

const text = { type: String, required: true };

const schema = new Schema<AuditDocument>(
  {
    _id: Number,
    timestamp: { type: Date, required: true },
    actor: new Schema({ type: { type: String }, authMethod: String, uuid: String, name: String }, { _id: false }),
    source: new Schema(
      { method: String, path: String, contentType: String, ipAddress: String, userAgent: String },
      { _id: false },
    ),
    resource: new Schema(
      { type: { type: String }, objects: [new Schema({ uuid: String, name: String }, { _id: false })] },
      { _id: false },
    ),
    affiliatedResource: new Schema({ type: { type: String }, uuid: String }, { _id: false }),
    operation: text,
    operationResult: String,
    message: String,
    operationData: String,
    additionalData: String,
    phase: text,
    requestId: text,
    prevHash: text,
    marksSigned: Boolean,
    hash: text,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ timestamp: 1, _id: 1 });
schema.index({ 'actor.uuid': 1, timestamp: 1, _id: 1 });
schema.index({ operation: 1, timestamp: 1, _id: 1 });
schema.index({ 'resource.objects.uuid': 1, timestamp: 1, _id: 1 });
schema.index({ requestId: 1, timestamp: 1, _id: 1 });

export function auditModel(db: Connection) {
  return modelOf(db, 'audit', schema);
}

/** `prevHash` of the first row ever. */
export const genesisHash = '0'.repeat(64);

/** More data than this is not kept in one row; MongoDB's documents end at 16 MiB. */
const maxDataLength = 12 * 1024 * 1024;

/** The next row of the chain: SHA-256 over the canonical JSON of everything but the hash, `prevHash` included. */
export function chainRow(
  entry: AuditEntry,
  seq: number,
  prevHash: string,
  { marksSigned = false }: { readonly marksSigned?: boolean } = {},
): AuditDocument {
  const row: Omit<AuditDocument, 'hash'> = {
    _id: seq,
    timestamp: entry.timestamp,
    actor: {
      type: entry.actor.type,
      authMethod: entry.actor.authMethod,
      uuid: entry.actor.uuid,
      name: storableText(entry.actor.name),
    },
    source: entry.source === null ? null : storable(entry.source),
    resource: {
      type: entry.resource.type,
      objects: entry.resource.objects.map(({ uuid, name }) => ({
        uuid,
        name: name === null ? null : storableText(name),
      })),
    },
    affiliatedResource: entry.affiliatedResource === null ? null : storable(entry.affiliatedResource),
    operation: entry.operation,
    operationResult: entry.operationResult,
    message: storableText(entry.message),
    operationData: dataText(entry.operationData),
    additionalData: dataText(entry.additionalData),
    phase: entry.phase,
    requestId: entry.requestId,
    prevHash,
    ...(marksSigned ? { marksSigned } : {}),
  };
  return { ...row, hash: hashOf(row) };
}

/** The hash that a row must have. Members that the row has beside those of this release are hashed too. */
export function hashOf(row: object): string {
  const { hash: _hash, ...rest } = row as { hash?: unknown };
  return createHash('sha256').update(canonicalJson(rest)).digest('hex');
}

export function toAuditRow({
  _id,
  operationData,
  additionalData,
  marksSigned: _marksSigned,
  ...row
}: AuditDocument): AuditRow {
  return { id: _id, ...row, operationData: parsed(operationData), additionalData: parsed(additionalData) };
}

function dataText(data: unknown): string | null {
  if (data === null || data === undefined) return null;
  const json = canonicalJson(data);
  return json.length <= maxDataLength ? json : '{"omitted":"too large"}';
}

/** Text that somebody altered in the database must not break the list that would show it. */
function parsed(data: string | null): unknown {
  if (data === null) return null;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return { unreadable: data };
  }
}

function storable<T extends object>(value: T): T {
  return JSON.parse(canonicalJson(value)) as T;
}
