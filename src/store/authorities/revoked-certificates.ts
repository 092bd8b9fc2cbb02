import { Schema, type Connection } from 'mongoose';
import type { RevocationReason } from '../../domain/certificates/revocation-reasons';
import { collectionOf, filterOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';

/** A certificate of a built-in authority that is revoked. */
export interface RevokedCertificate {
  readonly authority: string;
  /** Lower-case hex. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
  /** When the certificate ends by itself: it leaves the lists some time later. */
  readonly notAfter: Date;
}

type RevokedDocument = RevokedCertificate & { readonly _id: string };

const schema = new Schema<RevokedDocument>(
  {
    _id: String,
    authority: { type: String, required: true },
    serial: { type: String, required: true },
    revokedAt: { type: Date, required: true },
    reason: { type: String, required: true },
    notAfter: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ authority: 1, _id: 1 });

/** Revocations of built-in authorities. The first one of a certificate stands, unless it is a hold. */
export function createRevokedCertificateStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'revoked_certificates', schema));

  async function find(authority: string, serial: string): Promise<RevokedCertificate | null> {
    const row = await rows.findOne({ _id: idOf(authority, serial) });
    return row === null ? null : fromDocument(row);
  }

  return {
    find,

    /** Answers the revocation that stands. */
    async keepFirst(revoked: RevokedCertificate): Promise<RevokedCertificate> {
      await insertIgnoringDuplicates(rows, [{ _id: idOf(revoked.authority, revoked.serial), ...revoked }]);
      return (await find(revoked.authority, revoked.serial)) ?? revoked;
    },

    /** Revokes for good what is on hold; its date stays. Null: it is not on hold. */
    async raise(authority: string, serial: string, reason: RevocationReason): Promise<RevokedCertificate | null> {
      const row = await rows.findOneAndUpdate(
        filterOf({ _id: idOf(authority, serial), reason: 'certificateHold' }),
        { $set: { reason } },
        { returnDocument: 'after' },
      );
      return row === null ? null : fromDocument(row);
    },

    /** Takes a hold back; anything else stays. */
    async release(authority: string, serial: string): Promise<void> {
      await rows.deleteOne(filterOf({ _id: idOf(authority, serial), reason: 'certificateHold' }));
    },

    /** In the order of serial numbers. @param after the last one of the page before */
    async page(authority: string, after: string | null, limit: number): Promise<RevokedCertificate[]> {
      const bound = after === null ? { $gte: `${authority}.` } : { $gt: idOf(authority, after) };
      const found = await rows
        .find(filterOf({ authority, _id: bound }), { sort: { authority: 1, _id: 1 }, limit })
        .toArray();
      return found.map(fromDocument);
    },
  };
}

export type RevokedCertificateStore = ReturnType<typeof createRevokedCertificateStore>;

function idOf(authority: string, serial: string): string {
  return `${authority}.${serial}`;
}

function fromDocument({ _id, ...revoked }: RevokedDocument): RevokedCertificate {
  return revoked;
}
