import type { Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { DigestCertificate } from '../../domain/notifications/digest';
import { certificateModel } from '../certificates/certificates';

type Found = DigestCertificate & Pick<CertificateRecord, 'succeedingCertificates'>;

const projection = {
  ...{ commonName: 1, subjectDn: 1, issuerDn: 1, subjectAlternativeNames: 1, serialNumber: 1, notAfter: 1 },
  ...{ owner: 1, groups: 1, raProfile: 1, state: 1, archived: 1, succeedingCertificates: 1 },
} as const;

/** The few facts of certificates that a digest shows. */
export function createDigestCertificates(db: Connection) {
  const collection = collectionOf(certificateModel(db));
  return {
    /** By uuid; who is no longer in the inventory is missing. */
    async find(uuids: readonly string[]): Promise<Map<string, Found>> {
      if (uuids.length === 0) return new Map();
      const found = await collection
        .find<Found & { readonly _id: string }>({ _id: { $in: [...uuids] } }, { projection })
        .toArray();
      return new Map(found.map(({ _id, ...facts }) => [_id, { ...facts, uuid: _id }]));
    },
  };
}

export type DigestCertificates = ReturnType<typeof createDigestCertificates>;
