import type { Connection } from 'mongoose';
import type { Issuer } from '../../domain/certificates/issuers';
import { collectionOf } from '../database/collection';
import { certificateModel } from './certificates';

/** More CA certificates than these do not bear one name. */
const most = 50;

export type NamedIssuer = Issuer & { readonly commonName: string | null; readonly subjectDn: string };

const fields = {
  subjectDerSha256: 1,
  issuerDerSha256: 1,
  selfSigned: 1,
  authorityKeyIdentifier: 1,
  subjectKeyIdentifier: 1,
  notBefore: 1,
  notAfter: 1,
  state: 1,
  commonName: 1,
  subjectDn: 1,
} as const;

export type IssuerStore = ReturnType<typeof createIssuerStore>;

/** CA certificates of the inventory by their names. */
export function createIssuerStore(db: Connection) {
  const collection = collectionOf(certificateModel(db));
  return {
    /** @param subjectDerSha256 hash of the DER of the name */
    async named(subjectDerSha256: string): Promise<NamedIssuer[]> {
      const rows = await collection.find({ subjectDerSha256, ca: true }, { projection: fields }).limit(most).toArray();
      return rows.map(({ _id, ...row }) => ({ uuid: _id, ...row }));
    },
  };
}
