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

    /**
     * All of an authority in the order of serial numbers, so many at once. In one walk: some stores go to the end of a range
     * before a limit counts, so that reading page by page would take the square of the time.
     */
    async *all(authority: string, atOnce: number): AsyncGenerator<readonly RevokedCertificate[]> {
      // `/` comes next after the `.` of the key.
      const within = filterOf<RevokedDocument>({ _id: { $gte: `${authority}.`, $lt: `${authority}/` } });
      const found = rows.find(within, { sort: { _id: 1 }, batchSize: atOnce });
      let some: RevokedCertificate[] = [];
      for await (const row of found) {
        some.push(fromDocument(row));
        if (some.length < atOnce) continue;
        yield some;
        some = [];
      }
      if (some.length > 0) yield some;
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
