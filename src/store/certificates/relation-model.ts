import { Schema, type Connection, type Model } from 'mongoose';
import type { Relation } from '../../domain/certificates/relations';
import { modelOf } from '../database/connection';

/** Rows of an earlier release say nothing of what is lost, remains, and by which rule they were found. */
export interface RelationDocument
  extends
    Omit<Relation, 'uuid' | 'lost' | 'remaining' | 'remainingCount' | 'rule'>,
    Partial<Pick<Relation, 'lost' | 'remaining' | 'remainingCount' | 'rule'>> {
  readonly _id: string;
}

const text = { type: String, required: true };
const mixed = Schema.Types.Mixed;
const schema = new Schema<RelationDocument>(
  {
    _id: String,
    predecessor: text,
    successor: text,
    type: text,
    origin: text,
    createdAt: { type: Date, required: true },
    createdBy: mixed,
    removedAt: Date,
    removedBy: mixed,
    lost: [String],
    remaining: [String],
    remainingCount: Number,
    rule: Number,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ predecessor: 1, createdAt: -1, _id: 1 });
schema.index({ successor: 1, createdAt: -1, _id: 1 });
// What an earlier version of the rules found, also that which an older worker adds later.
schema.index({ origin: 1, rule: 1 });

/** Relations between certificates: one row at most for a pair, removed or not. */
export function relationModel(db: Connection): Model<RelationDocument> {
  return modelOf(db, 'relations', schema);
}
