import { Schema, type Connection, type Model, type mongo } from 'mongoose';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import type { EndStatus } from '../../domain/expiration/ends';
import type { IssuerChange } from '../../domain/certificates/issuer-change';
import type { StatusChange, StoredValidation } from '../../domain/validation/verdict';
import type { HistoryDue } from '../../domain/certificates/history';
import { storedFieldsOf, waking } from './stored-fields';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';

/** A row of the inventory. `der` is left out of every list. */
export interface CertificateDocument extends Omit<CertificateRecord, 'uuid'> {
  readonly _id: string;
  readonly der: mongo.Binary;
  readonly createdBy: string | null;
  /** Hashes that certificates share which may replace each other; made at the insert where they are missing. */
  readonly replacementKeys?: readonly string[];
  /** Version of the rule that made the keys. */
  readonly replacementKeyRule?: number;
  /** For lists; missing in rows of an earlier release. */
  readonly shownNames?: readonly string[];
  readonly nameCount?: number;
  /** Missing in rows of an earlier release. */
  readonly end?: EndStatus;
  /** The last check of its validity; missing before the first. */
  readonly validation?: StoredValidation;
  /** From when it is to be checked again. Missing in rows of an earlier release. */
  readonly checkAt?: Date;
  /** What became of a CA, where that is why it is to be checked; a check takes it away. */
  readonly issuerChange?: IssuerChange;
  /** How often its validation status has changed; missing is 0. */
  readonly statusSequence?: number;
  /** Changes of the status whose event is still to be fired, and when the last of them was made. */
  readonly statusChanges?: readonly StatusChange[];
  readonly statusChangedAt?: Date;
  /** Changes that were made and are not recorded everywhere yet; see `change` of the inventory. */
  readonly marks?: readonly string[];
  /** What the history is still to say; see `HistoryDueStore`. */
  readonly historyDue?: readonly HistoryDue[];
  /** What admitted it: an upload that is repeated after a crash finds itself here. */
  readonly admission: {
    readonly uploadId: string | null;
    readonly firingId: string;
    readonly snapshotId: string;
  } | null;
}

const mixed = Schema.Types.Mixed;
const schema = new Schema<CertificateDocument>(
  {
    _id: String,
    fingerprint: { type: String, required: true },
    thumbprint: String,
    spkiSha256: String,
    version: Number,
    serialNumber: String,
    subjectDn: String,
    issuerDn: String,
    subjectDerSha256: String,
    issuerDerSha256: String,
    subjectAttributes: mixed,
    issuerAttributes: mixed,
    commonName: String,
    issuerCommonName: String,
    subjectAlternativeNames: [String],
    notBefore: Date,
    notAfter: Date,
    renewBy: Date,
    keyAlgorithm: String,
    keySize: Number,
    curve: String,
    keyReadable: Boolean,
    signatureAlgorithm: String,
    altKeyAlgorithm: String,
    altKeySize: Number,
    altSignatureAlgorithm: String,
    hybrid: Boolean,
    keyUsage: [String],
    extendedKeyUsage: [String],
    basicConstraints: mixed,
    ca: Boolean,
    selfSigned: Boolean,
    subjectType: String,
    subjectKeyIdentifier: String,
    authorityKeyIdentifier: mixed,
    ocspUrls: [String],
    caIssuerUrls: [String],
    crlDistributionPoints: [String],
    policies: [String],
    microsoftTemplate: String,
    securityBits: Number,
    lifetimeDays: Number,
    extensions: mixed,
    parseWarnings: [String],
    parserVersion: Number,
    state: String,
    validationStatus: String,
    signatureValidation: String,
    ocspValidation: String,
    crlValidation: String,
    complianceStatus: String,
    certificateType: String,
    trustedCa: Boolean,
    archived: Boolean,
    privateKey: Boolean,
    issuerSerialNumber: String,
    groups: [String],
    raProfile: String,
    owner: String,
    attributes: mixed,
    metadata: mixed,
    succeedingCertificates: [String],
    precedingCertificates: [String],
    replacementKeys: [String],
    replacementKeyRule: Number,
    shownNames: [String],
    nameCount: Number,
    end: String,
    marks: { type: [String], default: undefined },
    historyDue: { type: [mixed], default: undefined },
    validation: mixed,
    checkAt: Date,
    issuerChange: mixed,
    statusSequence: Number,
    statusChanges: { type: [mixed], default: undefined },
    statusChangedAt: Date,
    revocation: mixed,
    holdReleasedAt: Date,
    source: String,
    uploadedBy: String,
    createdBy: String,
    admission: mixed,
    der: Buffer,
    createdAt: Date,
    updatedAt: Date,
    revision: Number,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
// The authority on duplicates: whatever workflow ids say, this index decides.
schema.index({ fingerprint: 1 }, { unique: true });
// One index a sort, each closed by the key so that paging is exact.
schema.index({ createdAt: 1, _id: 1 });
schema.index({ notAfter: 1, _id: 1 });
schema.index({ notBefore: 1, _id: 1 });
schema.index({ commonName: 1, _id: 1 });
schema.index({ subjectDn: 1, _id: 1 });
schema.index({ serialNumber: 1, _id: 1 });
// What scripts of other products know a certificate by.
schema.index({ thumbprint: 1 });
// What deletions and look-ups by reference ask; lists of a few among very many, too.
schema.index({ groups: 1, createdAt: 1, _id: 1 });
schema.index({ raProfile: 1, createdAt: 1, _id: 1 });
schema.index({ owner: 1, createdAt: 1, _id: 1 });
// What the detection of replacements asks, the newest first where very many share a key.
schema.index({ replacementKeys: 1, notBefore: -1 });
// What has no keys, or those of an earlier rule.
schema.index({ replacementKeyRule: 1 });
// Issuers by name and by key. CA certificates are few, and the others pay nothing for it.
schema.index({ subjectDerSha256: 1 }, { partialFilterExpression: { ca: true } });
schema.index({ subjectKeyIdentifier: 1 }, { partialFilterExpression: { ca: true } });
// What has waited longest for a check of its validity; what a CA has issued, once the CA's trust changes.
schema.index({ checkAt: 1, _id: 1 });
schema.index({ issuerDerSha256: 1 });
// Changes of status that wait for their event.
schema.index({ statusChangedAt: 1 }, { sparse: true });
// What is to be checked because of what became of a CA.
schema.index({ 'issuerChange.id': 1 }, { sparse: true });
// What an earlier reader has read.
schema.index({ parserVersion: 1 });
// What has ended and is not dealt with.
schema.index({ end: 1, notAfter: 1, _id: 1 });

export function certificateModel(db: Connection): Model<CertificateDocument> {
  return modelOf(db, 'certificates', schema);
}

export type InsertResult = 'inserted' | 'own' | 'duplicate';

/** A certificate with what it refers to. */
export type Holder = Pick<CertificateRecord, 'uuid' | 'groups' | 'owner'>;

/**
 * Public keys by SHA-256 of their SPKI: a key that came with several certificates is held once.
 * `certificates` counts nothing; who uses a key is asked of the inventory.
 */
export interface KeyDocument {
  readonly _id: string;
  readonly algorithm: string;
  readonly size: number | null;
  readonly curve: string | null;
  readonly createdAt: Date;
}

const keySchema = new Schema<KeyDocument>(
  { _id: String, algorithm: String, size: Number, curve: String, createdAt: Date },
  { versionKey: false, strict: 'throw' },
);
export function keyModel(db: Connection): Model<KeyDocument> {
  return modelOf(db, 'keys', keySchema);
}

export type CertificateStore = ReturnType<typeof createCertificateStore>;

export function createCertificateStore(db: Connection) {
  const certificates = collectionOf(certificateModel(db));
  const keys = collectionOf(keyModel(db));
  /** Seen by this process: keys are never deleted. */
  const knownKeys = new Set<string>();

  return {
    /** Which of these fingerprints the inventory has, with the certificate's uuid. One round trip. */
    async findByFingerprints(fingerprints: readonly string[]): Promise<Map<string, string>> {
      const found = await certificates
        .find({ fingerprint: { $in: [...fingerprints] } }, { projection: { fingerprint: 1 } })
        .toArray();
      return new Map(found.map((row) => [row.fingerprint, row._id]));
    },

    /**
     * Puts finished certificates into the inventory, each on its own. The unique fingerprint decides: `own` is the
     * repeat of an insert that had succeeded, `duplicate` means that another one holds the fingerprint.
     */
    async insert(documents: readonly CertificateDocument[]): Promise<InsertResult[]> {
      if (documents.length === 0) return [];
      const failed = await insertIgnoringDuplicates(
        certificates,
        // Copied only where something is missing: these are the largest rows of the store.
        documents.map((document) =>
          document.replacementKeys === undefined ? { ...document, ...storedFieldsOf(document) } : document,
        ),
      );
      if (failed.size === 0) return documents.map(() => 'inserted');
      const clashing = [...failed].map((index) => documents[index]!._id);
      const own = await certificates.find({ _id: { $in: clashing } }, { projection: { _id: 1 } }).toArray();
      const ownIds = new Set(own.map((row) => row._id));
      return documents.map(({ _id }, index) =>
        !failed.has(index) ? 'inserted' : ownIds.has(_id) ? 'own' : 'duplicate',
      );
    },

    /** Certificates of an RA profile, some of them: enough to say that it is in use. */
    async ofRaProfile(raProfile: string, limit: number): Promise<{ uuid: string; name: string }[]> {
      const rows = await certificates
        .find({ raProfile }, { projection: { commonName: 1, subjectDn: 1 } })
        .limit(limit)
        .toArray();
      return rows.map((row) => ({
        uuid: row._id,
        name: String(row.commonName ?? row.subjectDn ?? ''),
      }));
    },

    /** Some certificates that hold the reference, and what they hold. */
    async holding(field: 'groups' | 'owner', reference: string, limit: number): Promise<Holder[]> {
      const projection = { groups: 1, owner: 1 };
      const rows = await certificates
        .find({ [field]: reference }, { projection })
        .limit(limit)
        .toArray();
      return rows.map(({ _id, groups, owner }) => ({ uuid: _id, groups, owner }));
    },

    /** Takes a group that is being deleted out of these certificates. */
    async leaveGroup(group: string, uuids: readonly string[]): Promise<void> {
      const filter = { _id: { $in: [...uuids] }, groups: group };
      await certificates.updateMany(filter, { $pull: { groups: group }, ...waking, $inc: { revision: 1 } });
    },

    /** These certificates of a user who is being deleted have no owner afterwards. */
    async leaveOwner(owner: string, uuids: readonly string[]): Promise<void> {
      const filter = { _id: { $in: [...uuids] }, owner };
      await certificates.updateMany(filter, { $set: { owner: null }, ...waking, $inc: { revision: 1 } });
    },

    /** Public keys not seen before; known ones stay as they are. */
    async rememberKeys(documents: readonly KeyDocument[]): Promise<void> {
      const fresh = documents.filter(({ _id }) => !knownKeys.has(_id));
      if (fresh.length === 0) return;
      await insertIgnoringDuplicates(keys, fresh);
      if (knownKeys.size > 10_000) knownKeys.clear();
      for (const { _id } of fresh) knownKeys.add(_id);
    },
  };
}
