import { Schema, type Connection, type Model } from 'mongoose';
import type { Relation } from '../../domain/certificates/relations';
import { modelOf } from '../database/connection';

/** Rows of an earlier release say nothing of what is lost, remains, and by which rule they were found. */
export interface RelationDocument
  extends
    Omit<Relation, 'uuid' | 'lost' | 'remaining' | 'rule'>,
    Partial<Pick<Relation, 'lost' | 'remaining' | 'rule'>> {
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
    rule: Number,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ predecessor: 1, createdAt: -1, _id: 1 });
schema.index({ successor: 1, createdAt: -1, _id: 1 });

/** Relations between certificates: one row at most for a pair, removed or not. */
export function relationModel(db: Connection): Model<RelationDocument> {
  return modelOf(db, 'relations', schema);
}
