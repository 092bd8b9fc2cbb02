import { Schema, type Connection, type mongo } from 'mongoose';
import type { SignatureScheme } from '../../domain/authorities/builtin-settings';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';

/** One CA certificate of ours with its key. */
export interface CaKeyPair {
  readonly der: Buffer;
  /** PKCS#8 in base64, sealed. */
  readonly sealedKey: string;
  readonly scheme: SignatureScheme;
}

/** Root and issuing CA of one built-in authority. */
export interface BuiltinCa {
  /** That of the authority. */
  readonly uuid: string;
  readonly root: CaKeyPair;
  readonly issuing: CaKeyPair;
  readonly createdAt: Date;
}

interface StoredPair extends Omit<CaKeyPair, 'der'> {
  readonly der: mongo.Binary;
}
interface BuiltinCaDocument {
  readonly _id: string;
  readonly root: CaKeyPair;
  readonly issuing: CaKeyPair;
  readonly createdAt: Date;
}

const mixed = { type: Schema.Types.Mixed, required: true } as const;
const schema = new Schema<BuiltinCaDocument>(
  { _id: String, root: mixed, issuing: mixed, createdAt: { type: Date, required: true } },
  { versionKey: false, strict: 'throw' },
);

/** The certificates and keys of built-in authorities. Written once, never changed. */
export function createBuiltinCaStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'builtin_cas', schema));

  async function find(uuid: string): Promise<BuiltinCa | null> {
    const row = await rows.findOne({ _id: uuid });
    if (row === null) return null;
    const { _id, ...ca } = row;
    return { ...ca, uuid: _id, root: pairOf(ca.root), issuing: pairOf(ca.issuing) };
  }

  return {
    find,

    /** Keeps what was made first, whoever made it, and answers it. */
    async keepFirst({ uuid, ...ca }: BuiltinCa): Promise<BuiltinCa> {
      await insertIgnoringDuplicates(rows, [{ _id: uuid, ...ca }]);
      return (await find(uuid))!;
    },
  };
}

export type BuiltinCaStore = ReturnType<typeof createBuiltinCaStore>;

function pairOf(pair: CaKeyPair): CaKeyPair {
  const { der } = pair as unknown as StoredPair;
  return { ...pair, der: Buffer.from(der.buffer) };
}
