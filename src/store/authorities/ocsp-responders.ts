import { Schema, type Connection, type mongo } from 'mongoose';
import { collectionOf, filterOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import type { CaKeyPair } from './builtin-cas';

/** What answers OCSP for one authority in one period. */
export interface OcspResponder extends CaKeyPair {
  readonly authority: string;
  /** Rises by one with each renewal. */
  readonly period: number;
}

type ResponderDocument = OcspResponder & { readonly _id: string };

const schema = new Schema<ResponderDocument>(
  {
    _id: String,
    authority: { type: String, required: true },
    period: { type: Number, required: true },
    der: { type: Buffer, required: true },
    sealedKey: { type: String, required: true },
    scheme: { type: String, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ authority: 1, period: 1 });

/** Certificates and keys of OCSP responders, one row for each authority and period. */
export function createOcspResponderStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'ocsp_responders', schema));

  async function find(authority: string, period: number): Promise<OcspResponder | null> {
    const row = await rows.findOne({ _id: `${authority}.${period}` });
    if (row === null) return null;
    const { _id, der, ...responder } = row;
    return { ...responder, der: Buffer.from((der as unknown as mongo.Binary).buffer) };
  }

  return {
    find,

    /** Keeps what was made first for the period, and answers it; what no answer needs any more goes. */
    async keepFirst(responder: OcspResponder): Promise<OcspResponder> {
      const { authority, period } = responder;
      await insertIgnoringDuplicates(rows, [{ _id: `${authority}.${period}`, ...responder }]);
      await rows.deleteMany(filterOf({ authority, period: { $lt: period - 2 } }));
      return (await find(authority, period))!;
    },
  };
}

export type OcspResponderStore = ReturnType<typeof createOcspResponderStore>;
