import { randomUUID } from 'node:crypto';
import { Schema, trusted, type Connection, type QueryFilter } from 'mongoose';
import type { ApiKey } from '../../domain/identity/api-key';
import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import { digestOf, formatApiKey, newSecret } from './api-key-secrets';
import { changesOf } from '../database/changes';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';
import { allOf, boundsOfName, type NameFilter } from '../database/named';

export interface ApiKeyDocument {
  readonly _id: string;
  readonly name: string;
  readonly user: string;
  /** `sha256:…` of a made secret, `scrypt:…` of a chosen text. The secret itself is nowhere. */
  readonly digest: string;
  /** Of a chosen text: what tells quickly whether a text is the one of `digest`. */
  readonly keyedDigest?: string;
  readonly createdAt: Date;
  readonly createdBy: string | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

const schema = new Schema<ApiKeyDocument>(
  {
    _id: String,
    name: { type: String, required: true },
    user: { type: String, required: true },
    digest: { type: String, required: true },
    keyedDigest: String,
    createdAt: { type: Date, required: true },
    createdBy: { type: String, default: null },
    expiresAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
    lastUsedAt: { type: Date, default: null },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ name: 1, _id: 1 });
schema.index({ user: 1, name: 1, _id: 1 });

/** The model, for the stores that write keys in their own way. */
export function apiKeyModel(db: Connection) {
  return modelOf(db, 'api_keys', schema);
}

export interface ApiKeyFilter extends NameFilter {
  readonly user?: string;
}

export interface ApiKeyQuery extends ApiKeyFilter {
  readonly descending?: boolean;
  readonly after?: { readonly name: string; readonly uuid: string };
  readonly limit: number;
}

/** API keys. Names are for people and need not be unique. Revoked keys stay, so that the log can be read. */
export function createApiKeyStore(db: Connection) {
  const model = apiKeyModel(db);
  const changes = changesOf(db);

  async function get(uuid: string): Promise<ApiKey> {
    const row = await model.findById(uuid).lean();
    if (row === null) throw new CertloomError('not_found', 'There is no such API key.');
    return toApiKey(row);
  }

  return {
    get,

    /** The key's text is given here and never again. */
    async create(
      fields: Pick<ApiKeyDocument, 'name' | 'user' | 'createdAt' | 'createdBy' | 'expiresAt'>,
    ): Promise<{ apiKey: ApiKey; key: string }> {
      const secret = newSecret();
      const row = { _id: randomUUID(), ...fields, digest: digestOf(secret), revokedAt: null, lastUsedAt: null };
      await model.create(row);
      return { apiKey: toApiKey(row), key: formatApiKey({ uuid: row._id, secret }) };
    },

    /** In the order of names, then uuids. */
    async list({ descending = false, after, limit, ...filter }: ApiKeyQuery) {
      const bounds = [...boundsOf(filter), ...(after === undefined ? [] : [beyond(after, descending ? '$lt' : '$gt')])];
      const direction = descending ? -1 : 1;
      const rows = await model
        .find(allOf(bounds))
        .sort({ name: direction, _id: direction })
        .limit(limit + 1)
        .lean();
      const { items, last } = cutPage(rows, limit);
      return {
        items: items.map(toApiKey),
        next: last === undefined ? undefined : { name: last.name, uuid: last._id },
      };
    },

    count: (filter: ApiKeyFilter): Promise<Count> => countRows(collectionOf(model), allOf(boundsOf(filter))),

    /** Ends a key at once; a revoked key stays as it is. Throws `not_found`. */
    async revoke(uuid: string, at: Date): Promise<ApiKey> {
      await model.updateOne({ _id: uuid, revokedAt: null }, { $set: { revokedAt: at } });
      await changes.announce('api_keys');
      return get(uuid);
    },

    /** Of a user that is deleted. */
    async removeOf(userUuid: string): Promise<void> {
      await model.deleteMany({ user: userUuid });
      await changes.announce('api_keys');
    },
  };
}

export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;

function boundsOf({ user, ...ofName }: ApiKeyFilter): object[] {
  return [...(user === undefined ? [] : [{ user }]), ...boundsOfName(ofName)];
}

function beyond({ name, uuid }: { name: string; uuid: string }, operator: '$gt' | '$lt'): QueryFilter<ApiKeyDocument> {
  const past = (value: string) => trusted({ [operator]: value }) as never;
  return { $or: [{ name: past(name) }, { name, _id: past(uuid) }] };
}

function toApiKey({ _id, digest, ...row }: ApiKeyDocument): ApiKey {
  const { name, user, createdAt, createdBy, expiresAt, revokedAt, lastUsedAt } = row;
  const chosen = digest.startsWith('scrypt:');
  return { uuid: _id, name, user, chosen, createdAt, createdBy, expiresAt, revokedAt, lastUsedAt };
}
