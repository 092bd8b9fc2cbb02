import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';

/** A private key that was made here and is kept. */
export interface KeptKey {
  /** SHA-256 of its SubjectPublicKeyInfo, hex. */
  readonly spkiSha256: string;
  /** PKCS#8 in base64, sealed. */
  readonly sealedKey: string;
  /** In the inventory, those that are for this key; none while the order is open. */
  readonly certificates: readonly string[];
  readonly createdAt: Date;
}

type KeyDocument = Omit<KeptKey, 'spkiSha256'> & { readonly _id: string };

const schema = new Schema<KeyDocument>(
  {
    _id: String,
    sealedKey: { type: String, required: true },
    certificates: [String],
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ certificates: 1 });

export type KeptKeyStore = ReturnType<typeof createKeptKeyStore>;

/** Private keys of certificates, for RA profiles that say so. Each goes with the last certificate that is for it. */
export function createKeptKeyStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'kept_keys', schema));
  return {
    /** May be done twice. */
    async keep({ spkiSha256, ...key }: KeptKey): Promise<void> {
      await insertIgnoringDuplicates(rows, [{ _id: spkiSha256, ...key }]);
    },

    /** A certificate is for this key: false when it is not kept. */
    async hold(spkiSha256: string, certificate: string): Promise<boolean> {
      const { matchedCount } = await rows.updateOne({ _id: spkiSha256 }, { $addToSet: { certificates: certificate } });
      return matchedCount > 0;
    },

    async ofCertificate(certificate: string): Promise<KeptKey | null> {
      const row = await rows.findOne({ certificates: certificate });
      if (row === null) return null;
      const { _id: spkiSha256, ...key } = row;
      return { ...key, spkiSha256 };
    },

    /** The certificate is gone. */
    async release(certificate: string): Promise<void> {
      const held = await rows.find({ certificates: certificate }, { projection: { _id: 1 } }).toArray();
      for (const { _id } of held) {
        await rows.updateOne({ _id }, { $pull: { certificates: certificate } });
        await rows.deleteOne({ _id, certificates: [] });
      }
    },

    /** Nothing came of the order: goes, unless a certificate is for it. */
    async forget(spkiSha256: string): Promise<void> {
      await rows.deleteOne({ _id: spkiSha256, certificates: [] });
    },
  };
}
