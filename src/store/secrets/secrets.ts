import type { Connection } from 'mongoose';
import type { SecurityContext } from '../../domain/scripts/runtime';
import { defaultContexts, type NamedSecret, type SealedFor } from '../../domain/secrets/named-secret';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

type SecretDocument = NamedDocument &
  Omit<NamedSecret, 'uuid' | 'contexts' | 'sealedFor'> &
  // Those of earlier releases have neither.
  Partial<Pick<NamedSecret, 'contexts' | 'sealedFor'>>;

const schema = namedSchema<SecretDocument>({
  description: { type: String, default: '' },
  sealed: { type: String, required: true },
  contexts: { type: [String], default: undefined },
  sealedFor: { type: { api: String, service: String }, default: undefined, _id: false },
  createdAt: { type: Date, required: true },
  setAt: { type: Date, required: true },
});

/** A secret as a worker of one context reads it. */
export interface SecretOfContext {
  readonly uuid: string;
  readonly name: string;
  readonly contexts: readonly SecurityContext[];
  /** Undefined where it was not sealed for the context. */
  readonly sealed: string | undefined;
}

/** Secrets that others use by name, sealed. */
export function createSecretStore(db: Connection) {
  const model = modelOf(db, 'secrets', schema);
  const named = createNamedStore<SecretDocument, NamedSecret>(db, 'secrets', schema, { noun: 'a secret' }, (rows) =>
    rows.map(({ _id, contexts, sealedFor, ...secret }) => ({
      ...secret,
      contexts: contexts ?? defaultContexts,
      sealedFor: sealedFor ?? {},
      uuid: _id,
    })),
  );
  return {
    ...named,

    /** Reads what was sealed for this context, and nothing of the others. */
    async ofContext(names: readonly string[], context: SecurityContext): Promise<SecretOfContext[]> {
      const rows = await collectionOf(model)
        .find({ name: { $in: [...names] } }, { projection: { name: 1, contexts: 1, [`sealedFor.${context}`]: 1 } })
        .toArray();
      return rows.map(({ _id, name, contexts, sealedFor }) => ({
        uuid: _id,
        name,
        contexts: contexts ?? defaultContexts,
        sealed: sealedFor?.[context],
      }));
    },

    /** Seals the same secret anew; false when it was set or given to other contexts meanwhile. */
    async reseal({ uuid, revision }: Pick<NamedSecret, 'uuid' | 'revision'>, sealedFor: SealedFor): Promise<boolean> {
      const { matchedCount } = await model.updateOne({ _id: uuid, revision }, { $set: { sealedFor } });
      return matchedCount === 1;
    },
  };
}

export type SecretStore = ReturnType<typeof createSecretStore>;
