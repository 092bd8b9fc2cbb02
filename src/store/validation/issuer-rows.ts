import type { Connection } from 'mongoose';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { PathName } from '../../domain/validation/path-certificate';
import { certificateModel } from '../certificates/certificates';
import { collectionOf } from '../database/collection';

/** A CA certificate of the inventory, without its bytes. */
export type IssuerRow = Pick<CertificateRecord, 'uuid' | 'state' | 'trustedCa' | 'caIssuerUrls' | 'ocspUrls'>;

/** What a certificate or a list says of who made it. */
export interface WantedIssuer {
  readonly issuer: Pick<PathName, 'derSha256'>;
  /** Hex; null where none is named. */
  readonly keyIdentifier: string | null;
}

/** More CA certificates than these do not bear one name or key. */
const most = 50;

const fields = { state: 1, trustedCa: 1, caIssuerUrls: 1, ocspUrls: 1 } as const;

export type IssuerRowStore = ReturnType<typeof createIssuerRows>;

/** CA certificates that may have issued another one, by what that one says of its issuer. */
export function createIssuerRows(db: Connection) {
  const collection = collectionOf(certificateModel(db));

  async function search(filter: object): Promise<IssuerRow[]> {
    const rows = await collection
      .find({ ...filter, ca: true }, { projection: fields })
      .limit(most)
      .toArray();
    return rows.map(({ _id, state, trustedCa, caIssuerUrls, ocspUrls }) => ({
      ...{ uuid: _id, state, trustedCa },
      ...{ caIssuerUrls: caIssuerUrls ?? [], ocspUrls: ocspUrls ?? [] },
    }));
  }

  return {
    /** By the key identifier, where one is named, and by the bytes of the issuer's name. */
    async mayHaveIssued({ issuer, keyIdentifier }: WantedIssuer): Promise<IssuerRow[]> {
      const [byName, byKey] = await Promise.all([
        search({ subjectDerSha256: issuer.derSha256 }),
        keyIdentifier === null ? [] : search({ subjectKeyIdentifier: keyIdentifier }),
      ]);
      return [...new Map([...byKey, ...byName].map((row) => [row.uuid, row])).values()];
    },

    /** Of some certificate of this issuer that is valid; null where none is known. */
    async someSerialOf(issuerDerSha256: string, now: Date): Promise<string | null> {
      const filter = { issuerDerSha256, state: 'issued', ca: { $ne: true }, notAfter: { $gt: now } };
      const row = await collection.findOne(filter as object, { projection: { serialNumber: 1 } });
      return row?.serialNumber ?? null;
    },

    async content(uuid: string): Promise<Uint8Array | null> {
      const row = await collection.findOne({ _id: uuid }, { projection: { der: 1 } });
      return row === null ? null : Buffer.from(row.der.buffer);
    },
  };
}
