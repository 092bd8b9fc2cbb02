import { Schema, type Connection } from 'mongoose';
import type { Provider } from '../../domain/sign-in/provider';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

type ProviderDocument = NamedDocument & Omit<Provider, 'uuid'>;

const schema = namedSchema<ProviderDocument>({
  displayName: { type: String, required: true },
  enabled: { type: Boolean, required: true },
  issuer: { type: String, required: true },
  clientId: { type: String, required: true },
  secretRef: { type: String, default: null },
  tokenEndpointAuth: { type: String, required: true },
  scopes: { type: [String], required: true },
  usernameClaim: { type: String, required: true },
  match: { type: String, required: true },
  groupsClaim: { type: String, default: null },
  roles: { type: [String], required: true },
  roleMappings: { type: [Schema.Types.Mixed], required: true },
  signsOutThere: { type: Boolean, required: true },
  tls: { type: Schema.Types.Mixed, required: true },
});

/** Providers of OpenID Connect. Secrets are not here, only their names. */
export function createProviderStore(db: Connection) {
  return createNamedStore<ProviderDocument, Provider>(
    db,
    'identity_providers',
    schema,
    { noun: 'an identity provider' },
    (rows) => rows.map(({ _id, ...provider }) => ({ ...provider, uuid: _id })),
  );
}

export type ProviderStore = ReturnType<typeof createProviderStore>;
