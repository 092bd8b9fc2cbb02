import { Schema, type Connection, type mongo } from 'mongoose';
import { collectionOf, updateOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';

/** Our account at one ACME authority. */
export interface AcmeAccount {
  /** That of the authority. */
  readonly uuid: string;
  readonly directoryUrl: string;
  /** PKCS#8 in base64, sealed. */
  readonly sealedKey: string;
  /** How the authority names it; null until it has answered once. */
  readonly accountUrl: string | null;
  /** DER of the CA certificates that came with the latest certificate, the issuing one first. */
  readonly issuers: readonly Buffer[];
}

interface AccountDocument extends Omit<AcmeAccount, 'uuid'> {
  readonly _id: string;
  readonly authority: string;
}

const schema = new Schema<AccountDocument>(
  {
    _id: String,
    authority: { type: String, required: true },
    directoryUrl: { type: String, required: true },
    sealedKey: { type: String, required: true },
    accountUrl: String,
    issuers: [Buffer],
  },
  { versionKey: false, strict: 'throw' },
);

export type AccountId = Pick<AcmeAccount, 'uuid' | 'directoryUrl'>;

/** One account for each authority and address of it; its key is written once. */
export function createAcmeAccountStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'acme_accounts', schema));

  async function find(id: AccountId): Promise<AcmeAccount | null> {
    const row = await rows.findOne({ _id: idOf(id) });
    if (row === null) return null;
    const { _id, authority: uuid, issuers, ...account } = row;
    return { ...account, uuid, issuers: issuers.map(bytesOf) };
  }

  return {
    find,

    /** Keeps what was made first, whoever made it, and answers it. */
    async keepFirst({ uuid, ...account }: AcmeAccount): Promise<AcmeAccount> {
      const id = { uuid, directoryUrl: account.directoryUrl };
      await insertIgnoringDuplicates(rows, [{ _id: idOf(id), authority: uuid, ...account }]);
      return (await find(id))!;
    },

    async change(id: AccountId, change: Partial<Pick<AcmeAccount, 'accountUrl' | 'issuers'>>): Promise<void> {
      await rows.updateOne({ _id: idOf(id) }, updateOf({ $set: change }));
    },
  };
}

export type AcmeAccountStore = ReturnType<typeof createAcmeAccountStore>;

function idOf({ uuid, directoryUrl }: AccountId): string {
  return `${uuid} ${directoryUrl}`;
}

function bytesOf(stored: Buffer): Buffer {
  return Buffer.from((stored as unknown as mongo.Binary).buffer);
}
