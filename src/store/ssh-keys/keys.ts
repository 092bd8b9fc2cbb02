import type { Connection } from 'mongoose';
import type { SshKey, SshKeyFields } from '../../domain/ssh-keys/ssh-key';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

/** The fingerprint is the name: what makes one unique. */
type SshKeyDocument = NamedDocument & Omit<SshKeyFields, 'fingerprint'>;

const schema = namedSchema<SshKeyDocument>({
  keyType: { type: String, required: true },
  keyLength: { type: Number, required: true },
  comment: { type: String, default: '' },
  userName: { type: String, default: '' },
  serverLogons: { type: [String], required: true },
  createdAt: { type: Date, required: true },
  ownerMail: { type: String, default: null },
});
schema.index({ createdAt: 1, _id: 1 });

export interface SshKeyFilter {
  readonly fingerprint?: string;
  readonly keyType?: string;
  readonly userName?: string;
  readonly ownerMail?: string;
  /** Created before this moment. */
  readonly createdBefore?: Date;
}

export interface SshKeyPosition {
  readonly createdAt: Date;
  readonly uuid: string;
}

/** The inventory of SSH keys. */
export function createSshKeyStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'ssh_keys', schema));
  const named = createNamedStore<SshKeyDocument, SshKey>(
    db,
    'ssh_keys',
    schema,
    { noun: 'an SSH key', member: 'fingerprint' },
    (found) => found.map(toKey),
  );

  return {
    find: named.find,
    get: named.get,
    byFingerprint: named.byName,
    remove: named.remove,
    create: (uuid: string, { fingerprint, ...fields }: SshKeyFields) =>
      named.create(uuid, { name: fingerprint, ...fields }),
    update: (uuid: string, revision: number, { fingerprint, ...fields }: SshKeyFields) =>
      named.update(uuid, revision, { name: fingerprint, ...fields }),

    /** By creation, the oldest first unless `descending`. */
    async list(
      filter: SshKeyFilter,
      { after, descending = false, limit }: { after?: SshKeyPosition; descending?: boolean; limit: number },
    ): Promise<SshKey[]> {
      const beyond = descending ? '$lt' : '$gt';
      const position =
        after === undefined
          ? []
          : [
              {
                $or: [
                  { createdAt: { [beyond]: after.createdAt } },
                  { createdAt: after.createdAt, _id: { [beyond]: after.uuid } },
                ],
              },
            ];
      const direction = descending ? -1 : 1;
      const found = await rows
        .find({ $and: [toQuery(filter), ...position] })
        .sort({ createdAt: direction, _id: direction })
        .limit(limit)
        .toArray();
      return found.map(toKey);
    },

    count: (filter: SshKeyFilter): Promise<Count> => countRows(rows, toQuery(filter)),
  };
}

export type SshKeyStore = ReturnType<typeof createSshKeyStore>;

function toQuery({ fingerprint, createdBefore, ...same }: SshKeyFilter): object {
  return {
    ...Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined)),
    ...(fingerprint === undefined ? {} : { name: fingerprint }),
    ...(createdBefore === undefined ? {} : { createdAt: { $lt: createdBefore } }),
  };
}

function toKey({ _id, name, ...key }: SshKeyDocument): SshKey {
  return { uuid: _id, fingerprint: name, ...key };
}
