import type { Connection } from 'mongoose';
import type { NamedSecret } from '../../domain/secrets/named-secret';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

type SecretDocument = NamedDocument & Omit<NamedSecret, 'uuid'>;

const schema = namedSchema<SecretDocument>({
  description: { type: String, default: '' },
  sealed: { type: String, required: true },
  createdAt: { type: Date, required: true },
  setAt: { type: Date, required: true },
});

/** Secrets that others use by name, sealed. */
export function createSecretStore(db: Connection) {
  return createNamedStore<SecretDocument, NamedSecret>(db, 'secrets', schema, { noun: 'a secret' }, (rows) =>
    rows.map(({ _id, ...secret }) => ({ ...secret, uuid: _id })),
  );
}

export type SecretStore = ReturnType<typeof createSecretStore>;
