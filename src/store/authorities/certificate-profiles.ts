import { Schema, type Connection } from 'mongoose';
import type { CertificateProfile } from '../../domain/authorities/certificate-profile';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

type CertificateProfileDocument = NamedDocument & Omit<CertificateProfile, 'uuid'>;

const mixed = Schema.Types.Mixed;
const schema = namedSchema<CertificateProfileDocument>({
  description: { type: String, default: '' },
  keyUsage: [String],
  extendedKeyUsage: [String],
  lifetime: { type: String, required: true },
  maxLifetime: { type: String, required: true },
  names: { type: mixed, required: true },
  minNames: { type: Number, required: true },
  maxNames: { type: Number, required: true },
  wildcards: { type: Boolean, required: true },
  subject: { type: mixed, required: true },
  keys: { type: mixed, required: true },
  authorityProfile: { type: String, default: null },
});

/** Certificate profiles, which RA profiles use. */
export function createCertificateProfileStore(db: Connection) {
  return createNamedStore<CertificateProfileDocument, CertificateProfile>(
    db,
    'certificate_profiles',
    schema,
    { noun: 'a certificate profile' },
    (rows) => rows.map(({ _id, ...profile }) => ({ ...profile, uuid: _id })),
  );
}

export type CertificateProfileStore = ReturnType<typeof createCertificateProfileStore>;
