import { Schema, type Connection } from 'mongoose';
import type { Collection } from '../../domain/collections/collection';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

type CollectionDocument = NamedDocument & Omit<Collection, 'uuid'>;

const schema = namedSchema<CollectionDocument>({
  description: { type: String, default: '' },
  query: { type: Schema.Types.Mixed, default: null },
  favorite: { type: Boolean, default: false },
  showOnDashboard: { type: Boolean, default: false },
  track: { type: Boolean, default: false },
  fireOnQueryChange: { type: Boolean, default: false },
  createdAt: { type: Date, required: true },
  changedAt: { type: Date, required: true },
});

/** Rows of an earlier release have neither. */
const untracked = { track: false, fireOnQueryChange: false };

/** Saved queries over the inventory. */
export function createCollectionStore(db: Connection) {
  return createNamedStore<CollectionDocument, Collection>(db, 'collections', schema, { noun: 'a collection' }, (rows) =>
    rows.map(({ _id, ...collection }) => ({ ...untracked, ...collection, uuid: _id })),
  );
}

export type CollectionStore = ReturnType<typeof createCollectionStore>;
