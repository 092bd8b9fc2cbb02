import { Schema, type Connection as Database } from 'mongoose';
import type { Connection } from '../../domain/connections/connection';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

type ConnectionDocument = NamedDocument & Omit<Connection, 'uuid'>;

const schema = namedSchema<ConnectionDocument>({
  description: { type: String, default: '' },
  baseUrl: { type: String, required: true },
  auth: { type: Schema.Types.Mixed, required: true },
  secretRef: { type: String, default: null },
  signingSecretRef: { type: String, default: null },
  tls: { type: Schema.Types.Mixed, required: true },
  allowedContexts: { type: [String], required: true },
  createdAt: { type: Date, required: true },
  changedAt: { type: Date, required: true },
});

/** Services that others call by name. Secrets are not here, only their names. */
export function createConnectionStore(db: Database) {
  return createNamedStore<ConnectionDocument, Connection>(db, 'connections', schema, { noun: 'a connection' }, (rows) =>
    rows.map(({ _id, ...connection }) => ({ ...connection, uuid: _id })),
  );
}

export type ConnectionStore = ReturnType<typeof createConnectionStore>;
