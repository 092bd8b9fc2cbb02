import { Schema, type Connection } from 'mongoose';
import type { AuthorityInstance } from '../../domain/authorities/instance';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

type AuthorityDocument = NamedDocument & Omit<AuthorityInstance, 'uuid'>;

const schema = namedSchema<AuthorityDocument>({
  description: { type: String, default: '' },
  enabled: { type: Boolean, required: true },
  settings: { type: Schema.Types.Mixed, required: true },
  secrets: { type: Schema.Types.Mixed, default: {} },
});

/** Authorities that certificates are ordered from. */
export function createAuthorityStore(db: Connection) {
  return createNamedStore<AuthorityDocument, AuthorityInstance>(
    db,
    'authorities',
    schema,
    { noun: 'an authority' },
    (rows) => rows.map(({ _id, ...authority }) => ({ ...authority, uuid: _id })),
  );
}

export type AuthorityStore = ReturnType<typeof createAuthorityStore>;
