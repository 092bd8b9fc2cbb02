import { Schema, type Connection } from 'mongoose';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import { noRenewal } from '../../domain/authorities/renewal-settings';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

type RaProfileDocument = NamedDocument & Omit<RaProfile, 'uuid'>;

const schema = namedSchema<RaProfileDocument>({
  description: { type: String, default: '' },
  enabled: { type: Boolean, required: true },
  authorityInstanceUuid: { type: String, default: null },
  certificateProfileUuid: { type: String, default: null },
  validationEnabled: { type: Boolean, default: null },
  validationFrequency: { type: String, default: null },
  expiringThreshold: { type: String, default: null },
  expiringThresholdPercent: { type: Number, default: null },
  replacementDetection: { type: String, default: null },
  keepPrivateKeys: { type: Boolean, default: false },
  renewal: { type: Object, default: undefined },
  approvalProfiles: { type: Schema.Types.Mixed, default: {} },
});

/** RA profiles. Null inherits the platform's value. */
export function createRaProfileStore(db: Connection) {
  return createNamedStore<RaProfileDocument, RaProfile>(db, 'ra_profiles', schema, { noun: 'an RA profile' }, (rows) =>
    // Rows of an earlier release lack what came later.
    rows.map(({ _id, ...profile }) => ({
      ...profile,
      uuid: _id,
      certificateProfileUuid: profile.certificateProfileUuid ?? null,
      expiringThresholdPercent: profile.expiringThresholdPercent ?? null,
      keepPrivateKeys: profile.keepPrivateKeys ?? false,
      renewal: profile.renewal ?? noRenewal,
      approvalProfiles: (profile as Partial<RaProfile>).approvalProfiles ?? {},
    })),
  );
}

export type RaProfileStore = ReturnType<typeof createRaProfileStore>;
