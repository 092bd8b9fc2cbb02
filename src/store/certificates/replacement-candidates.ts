import type { Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { certificateModel } from './certificates';

/** What the detection of replacements, and lists of relations, look at. */
export interface RelatedCertificate extends Pick<
  CertificateRecord,
  | 'uuid'
  | 'fingerprint'
  | 'commonName'
  | 'subjectDn'
  | 'issuerDn'
  | 'spkiSha256'
  | 'notBefore'
  | 'notAfter'
  | 'state'
  | 'archived'
  | 'raProfile'
  | 'succeedingCertificates'
  | 'precedingCertificates'
> {
  readonly replacementKeys: readonly string[];
}

export interface NamedCertificate extends RelatedCertificate {
  readonly subjectAlternativeNames: readonly string[];
}

const projection = {
  ...{ fingerprint: 1, commonName: 1, subjectDn: 1, issuerDn: 1, spkiSha256: 1, notBefore: 1, notAfter: 1 },
  ...{ state: 1, archived: 1, raProfile: 1, succeedingCertificates: 1, precedingCertificates: 1, replacementKeys: 1 },
} as const;

/** A row of the inventory as the projection brings it, or more of it. */
type Row = Omit<RelatedCertificate, 'uuid' | 'replacementKeys'> & {
  readonly _id: string;
  readonly replacementKeys?: readonly string[];
};

/** Rows that one query may bring before its keys are looked at in smaller groups. */
const mostAtOnce = 2_000;
/** Of a key that very many certificates share, only the newest by notBefore are looked at. */
export const newestPerKey = 200;

/** Certificates that may replace each other. */
export function createReplacementCandidates(db: Connection) {
  const collection = collectionOf(certificateModel(db));

  async function sharing(keys: readonly string[], mayBring: number): Promise<RelatedCertificate[]> {
    const rows = await collection
      .find<Row>({ replacementKeys: { $in: [...keys] } }, { projection })
      .limit(mayBring + 1)
      .toArray();
    if (rows.length <= mayBring) return rows.map(toRelated);
    if (keys.length === 1) return newest(keys[0]!);
    const half = Math.ceil(keys.length / 2);
    return [...(await sharing(keys.slice(0, half), mayBring)), ...(await sharing(keys.slice(half), mayBring))];
  }

  async function newest(key: string): Promise<RelatedCertificate[]> {
    const rows = await collection
      .find<Row>({ replacementKeys: key }, { projection })
      .sort({ notBefore: -1 })
      .limit(newestPerKey)
      .toArray();
    return rows.map(toRelated);
  }

  return {
    /** Those that exist, in no order. */
    async find(uuids: readonly string[]): Promise<NamedCertificate[]> {
      if (uuids.length === 0) return [];
      const rows = await collection
        .find<Row & Pick<NamedCertificate, 'subjectAlternativeNames'>>(
          { _id: { $in: [...new Set(uuids)] } },
          { projection: { ...projection, subjectAlternativeNames: 1 } },
        )
        .toArray();
      return rows.map((row) => ({ ...toRelated(row), subjectAlternativeNames: row.subjectAlternativeNames }));
    },

    /**
     * All certificates with one of these keys, each once, in no order. One query, unless they are thousands: then of
     * each key that many share the newest 200 by notBefore.
     */
    async sharing(keys: readonly string[], mayBring = mostAtOnce): Promise<RelatedCertificate[]> {
      if (keys.length === 0) return [];
      const found = await sharing([...new Set(keys)], mayBring);
      return [...new Map(found.map((certificate) => [certificate.uuid, certificate])).values()];
    },
  };
}

export type ReplacementCandidates = ReturnType<typeof createReplacementCandidates>;

/** Only what is looked at, of a row that may have much more. */
export function toRelated(row: Row): RelatedCertificate {
  return {
    uuid: row._id,
    fingerprint: row.fingerprint,
    commonName: row.commonName,
    subjectDn: row.subjectDn,
    issuerDn: row.issuerDn,
    spkiSha256: row.spkiSha256,
    notBefore: row.notBefore,
    notAfter: row.notAfter,
    state: row.state,
    archived: row.archived,
    raProfile: row.raProfile,
    succeedingCertificates: row.succeedingCertificates,
    precedingCertificates: row.precedingCertificates,
    replacementKeys: row.replacementKeys ?? [],
  };
}
