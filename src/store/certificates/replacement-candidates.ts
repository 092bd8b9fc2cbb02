import type { Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { SuccessionFacts } from '../../domain/certificates/succession';
import { certificateModel } from './certificates';

/** What a relation between two certificates is judged and told by. */
export interface NamedCertificate
  extends
    SuccessionFacts,
    Pick<
      CertificateRecord,
      | 'fingerprint'
      | 'commonName'
      | 'subjectDn'
      | 'issuerAttributes'
      | 'spkiSha256'
      | 'state'
      | 'archived'
      | 'raProfile'
      | 'succeedingCertificates'
      | 'precedingCertificates'
    > {}

/** A certificate that has a key in common with another; its names, which may be very many, are read later. */
export interface SharingCertificate {
  readonly uuid: string;
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  readonly replacementKeys: readonly string[];
}

const facts = [
  ...(['notBefore', 'notAfter', 'subjectAttributes', 'subjectAlternativeNames', 'subjectDerSha256'] as const),
  ...(['issuerDerSha256', 'basicConstraints', 'selfSigned', 'keyUsage', 'extendedKeyUsage', 'extensions'] as const),
  ...(['parseWarnings', 'validationStatus', 'fingerprint', 'commonName', 'subjectDn', 'issuerAttributes'] as const),
  ...(['spkiSha256', 'state', 'archived', 'raProfile', 'succeedingCertificates', 'precedingCertificates'] as const),
] as const;
const factProjection = Object.fromEntries(facts.map((fact) => [fact, 1]));
const keyProjection = { notBefore: 1, notAfter: 1, replacementKeys: 1 } as const;

/** A row of the inventory as the projections bring it, or more of it. */
type FactRow = Omit<NamedCertificate, 'uuid'> & { readonly _id: string };
type KeyRow = Omit<SharingCertificate, 'uuid' | 'replacementKeys'> & {
  readonly _id: string;
  readonly replacementKeys?: readonly string[];
};

/** Rows that one query may bring before its keys are looked at in smaller groups. */
const mostAtOnce = 2_000;
/** Keys of all of these rows together: a certificate with a thousand names has two thousand. */
const mostKeysAtOnce = 500_000;
/** Keys that one query asks for. */
const mostAsked = 5_000;
/** Of a key that very many certificates share, only the newest by notBefore are looked at. */
export const newestPerKey = 200;

/** Certificates that may replace each other. */
export function createReplacementCandidates(db: Connection) {
  const collection = collectionOf(certificateModel(db));

  async function sharing(keys: readonly string[], mayBring: number): Promise<SharingCertificate[]> {
    const rows = await fewWith(keys, mayBring);
    if (rows !== undefined) return rows;
    if (keys.length === 1) return newest(keys[0]!);
    const half = Math.ceil(keys.length / 2);
    return [...(await sharing(keys.slice(0, half), mayBring)), ...(await sharing(keys.slice(half), mayBring))];
  }

  /** Undefined where they are too many, or have too many keys to be held together. */
  async function fewWith(keys: readonly string[], mayBring: number): Promise<SharingCertificate[] | undefined> {
    const found: SharingCertificate[] = [];
    let held = 0;
    const rows = collection
      .find({ replacementKeys: { $in: [...keys] } }, { projection: keyProjection })
      .limit(mayBring + 1);
    for await (const row of rows) {
      found.push(toSharing(row));
      held += found.at(-1)!.replacementKeys.length;
      if (found.length > mayBring || held > mostKeysAtOnce) return undefined;
    }
    return found;
  }

  async function newest(key: string): Promise<SharingCertificate[]> {
    const rows = (await collection
      .find({ replacementKeys: key }, { projection: keyProjection })
      .sort({ notBefore: -1 })
      .limit(newestPerKey)
      .toArray()) as unknown as KeyRow[];
    return rows.map(toSharing);
  }

  return {
    /** Those that exist, in no order. */
    async find(uuids: readonly string[]): Promise<NamedCertificate[]> {
      if (uuids.length === 0) return [];
      const rows = (await collection
        .find({ _id: { $in: [...new Set(uuids)] as never[] } }, { projection: factProjection })
        .toArray()) as unknown as FactRow[];
      return rows.map(toNamed);
    },

    /** DER by uuid; who is gone is missing. */
    async contents(uuids: readonly string[]): Promise<Map<string, Buffer>> {
      if (uuids.length === 0) return new Map();
      const rows = await collection.find({ _id: { $in: [...new Set(uuids)] } }, { projection: { der: 1 } }).toArray();
      return new Map(rows.map(({ _id, der }) => [_id, Buffer.from(der.buffer)]));
    },

    /**
     * All certificates with one of these keys, each once, in no order. One query, unless they are thousands: then of
     * each key that many share the newest 200 by notBefore.
     */
    async sharing(keys: readonly string[], mayBring = mostAtOnce): Promise<SharingCertificate[]> {
      if (keys.length === 0) return [];
      const found: SharingCertificate[] = [];
      const unique = [...new Set(keys)];
      for (let at = 0; at < unique.length; at += mostAsked)
        found.push(...(await sharing(unique.slice(at, at + mostAsked), mayBring)));
      return [...new Map(found.map((certificate) => [certificate.uuid, certificate])).values()];
    },
  };
}

export type ReplacementCandidates = ReturnType<typeof createReplacementCandidates>;

/** Only what is looked at, of a row that may have much more. */
export function toNamed(row: FactRow): NamedCertificate {
  return {
    uuid: row._id,
    notBefore: row.notBefore,
    notAfter: row.notAfter,
    subjectAttributes: row.subjectAttributes,
    subjectAlternativeNames: row.subjectAlternativeNames,
    subjectDerSha256: row.subjectDerSha256,
    issuerDerSha256: row.issuerDerSha256,
    basicConstraints: row.basicConstraints,
    selfSigned: row.selfSigned,
    keyUsage: row.keyUsage,
    extendedKeyUsage: row.extendedKeyUsage,
    extensions: row.extensions,
    parseWarnings: row.parseWarnings,
    validationStatus: row.validationStatus,
    fingerprint: row.fingerprint,
    commonName: row.commonName,
    subjectDn: row.subjectDn,
    issuerAttributes: row.issuerAttributes,
    spkiSha256: row.spkiSha256,
    state: row.state,
    archived: row.archived,
    raProfile: row.raProfile,
    succeedingCertificates: row.succeedingCertificates,
    precedingCertificates: row.precedingCertificates,
  };
}

function toSharing({ _id, notBefore, notAfter, replacementKeys }: KeyRow): SharingCertificate {
  return { uuid: _id, notBefore, notAfter, replacementKeys: replacementKeys ?? [] };
}
