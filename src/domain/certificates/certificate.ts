import type { AttributeValues } from '../attributes/attribute';
import type { Revocation } from './revocation-reasons';

/** Which may follow which is in `state.ts`. What is uploaded or discovered starts as `issued`. */
export const certificateStates = [
  'requested',
  'rejected',
  'pending_approval',
  'pending_issue',
  'pending_revoke',
  'pending_registration',
  'registered',
  'failed',
  'issued',
  'revoked',
] as const;
export type CertificateState = (typeof certificateStates)[number];

/** What checking a certificate came to. `failed`: the check itself could not run. `inactive`: before notBefore. */
export const validationStatuses = [
  'not_checked',
  'failed',
  'inactive',
  'invalid',
  'valid',
  'revoked',
  'expiring',
  'expired',
] as const;
export type ValidationStatus = (typeof validationStatuses)[number];

/** By basic constraints and a verified self-signature, not by equal names. */
export const subjectTypes = ['endEntity', 'selfSignedEndEntity', 'intermediateCa', 'rootCa'] as const;
export type SubjectType = (typeof subjectTypes)[number];

export const complianceStatuses = ['not_checked', 'ok', 'nok', 'na'] as const;
export type ComplianceStatus = (typeof complianceStatuses)[number];

export const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof keyUsages)[number];

/** One attribute of a distinguished name, in the order of the DER. `name` is the RFC 4514 short name or the dotted OID. */
export interface NameAttribute {
  readonly oid: string;
  readonly name: string;
  readonly value: string;
}

export interface ExtensionFacts {
  readonly oid: string;
  readonly name: string | null;
  readonly critical: boolean;
  /** Bytes of extnValue's content. */
  readonly length: number;
  /** SHA-256 of extnValue's content, lower-case hex. */
  readonly sha256: string;
}

/** Rises when the reader learns something new; what an earlier version has read is read again. */
export const parserVersion = 4;

/**
 * What the bytes of a certificate say (RFC 5280, section 4), read once and stored. Text is NFC, hex is lower case
 * unless said otherwise, lists keep the order of the DER, unknown is null and never undefined.
 */
export interface CertificateFacts {
  /** SHA-256 of the exact DER, lower-case hex, 64 characters. The inventory's natural key. */
  readonly fingerprint: string;
  /** SHA-1 of the DER, UPPER-case hex. For searches that come from elsewhere, never an identity. */
  readonly thumbprint: string;
  /** SHA-256 of the SubjectPublicKeyInfo DER. */
  readonly spkiSha256: string;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Lower-case hex without leading zeros; '-' in front when the integer is negative. */
  readonly serialNumber: string;
  /** RFC 4514 text, '' for an empty name. */
  readonly subjectDn: string;
  readonly issuerDn: string;
  readonly subjectDerSha256: string;
  readonly issuerDerSha256: string;
  readonly subjectAttributes: readonly NameAttribute[];
  readonly issuerAttributes: readonly NameAttribute[];
  /** Most specific (last in DER order) CN, null without one. */
  readonly commonName: string | null;
  readonly issuerCommonName: string | null;
  /** `dNSName:…`, `iPAddress:…`, `rfc822Name:…`, `uniformResourceIdentifier:…`, `directoryName:…`, `registeredID:…`, `otherName:<oid>:…` … All of them. */
  readonly subjectAlternativeNames: readonly string[];
  /** Null when the time cannot be read; then parseWarnings says so. */
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  /** `rsa`, `ec`, `ed25519`, `ml-dsa-65`, …, else the dotted OID. */
  readonly keyAlgorithm: string;
  /** Bits; for ec the field size of the curve. Null when unknown, and where the length says nothing of the strength. */
  readonly keySize: number | null;
  /** `prime256v1`, `secp384r1`, … or the dotted OID; null when not an EC key. */
  readonly curve: string | null;
  /** False when the runtime cannot load the key (its OID is then all we know). */
  readonly keyReadable: boolean;
  /** `sha256WithRSAEncryption`, `ecdsa-with-SHA384`, …, else the dotted OID. */
  readonly signatureAlgorithm: string;
  /** Hybrid certificates (X.509 2019 alternative extensions); null when absent. */
  readonly altKeyAlgorithm: string | null;
  readonly altKeySize: number | null;
  readonly altSignatureAlgorithm: string | null;
  readonly hybrid: boolean;
  readonly keyUsage: readonly KeyUsage[];
  /** Dotted OIDs; `extendedKeyUsageName` knows the names of many. */
  readonly extendedKeyUsage: readonly string[];
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | null } | null;
  /** What OpenSSL makes of it (`X509Certificate.ca`). */
  readonly ca: boolean;
  /** The signature verifies with the own key; null when the names agree and no check could run. */
  readonly selfSigned: boolean | null;
  readonly subjectType: SubjectType;
  readonly subjectKeyIdentifier: string | null;
  readonly authorityKeyIdentifier: {
    readonly keyIdentifier: string | null;
    readonly issuer: readonly string[];
    readonly serialNumber: string | null;
  } | null;
  readonly ocspUrls: readonly string[];
  readonly caIssuerUrls: readonly string[];
  readonly crlDistributionPoints: readonly string[];
  /** Dotted policy OIDs. */
  readonly policies: readonly string[];
  /** Name of the template that a Microsoft CA used, else the template's dotted OID. */
  readonly microsoftTemplate: string | null;
  /** Estimated classical strength of the public key; null when unknown. */
  readonly securityBits: number | null;
  /** notAfter - notBefore, with fractions. */
  readonly lifetimeDays: number | null;
  readonly extensions: readonly ExtensionFacts[];
  /** Stable lower snake case codes, each once. */
  readonly parseWarnings: readonly string[];
  /** `parserVersion` when it was read. */
  readonly parserVersion: number;
}

/** How a certificate came into the inventory. */
export type CertificateSource = 'upload' | 'discovery' | 'issue';

/** What triggers may change, and what people may change by hand. */
export interface Categories {
  /** Group uuids, a set; kept sorted by uuid. */
  readonly groups: readonly string[];
  readonly raProfile: string | null;
  readonly owner: string | null;
  /** By uuid of the attribute definition. */
  readonly attributes: AttributeValues;
}

export interface MetadataEntry {
  readonly name: string;
  readonly contentType: string;
  readonly data: readonly unknown[];
}

/** A certificate of the inventory without its DER: what conditions, templates and the API look at. */
export interface CertificateRecord extends CertificateFacts, Categories {
  readonly uuid: string;
  readonly state: CertificateState;
  readonly validationStatus: ValidationStatus;
  readonly signatureValidation: ValidationStatus;
  readonly ocspValidation: ValidationStatus;
  readonly crlValidation: ValidationStatus;
  readonly complianceStatus: ComplianceStatus;
  readonly certificateType: 'X.509';
  /** Null for a non-CA, false for a CA until somebody marks it. */
  readonly trustedCa: boolean | null;
  readonly archived: boolean;
  /** Until when its authority wants it renewed (RFC 9773); absent where that says nothing. */
  readonly renewBy?: Date | null;
  readonly privateKey: boolean;
  readonly issuerSerialNumber: string | null;
  /** Relation types, for the condition fields. */
  readonly succeedingCertificates: readonly string[];
  readonly precedingCertificates: readonly string[];
  readonly metadata: readonly MetadataEntry[];
  /** Of a revoked certificate; absent while nobody recorded one. */
  readonly revocation?: Revocation;
  /** When the last hold was taken back: lists that were made before may still have it. */
  readonly holdReleasedAt?: Date;
  readonly source: CertificateSource;
  /** Who uploaded it, by the name of that time, or what brought it; null when nobody knows any more. */
  readonly uploadedBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Optimistic lock; the ETag. */
  readonly revision: number;
}
