import type { CertificateFacts, KeyUsage } from '../certificates/certificate';

/** A distinguished name in the form in which names are chained and constrained. */
export interface PathName {
  /** SHA-256 of the DER, lower-case hex: equal when the names are equal byte for byte. */
  readonly derSha256: string;
  /** One text for each relative name in the order of the DER; equal when they match by RFC 5280, section 7.1. */
  readonly rdns: readonly string[];
  /** The relative names as one text. Names match exactly if these are equal. */
  readonly comparable: string;
}

/** A GeneralName (RFC 5280, section 4.2.1.6); in constraints `ip` has the mask behind the address. */
export type NameValue =
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly value: string }
  /** Octets as hex. */
  | { readonly kind: 'ip'; readonly octets: string }
  | { readonly kind: 'directory'; readonly name: PathName }
  /** A kind that has no matching rule here; `type` tells one from another, with the OID of an otherName. */
  | { readonly kind: 'other'; readonly type: string };

export interface NameConstraints {
  readonly permitted: readonly NameSubtree[];
  readonly excluded: readonly NameSubtree[];
}

export interface NameSubtree {
  readonly base: NameValue;
  /** It has a `minimum` other than 0 or a `maximum`, which RFC 5280 forbids and nobody processes. */
  readonly bounded: boolean;
}

export interface PolicyInformation {
  readonly oid: string;
  /** OIDs of its qualifiers. */
  readonly qualifiers: readonly string[];
}

export interface PolicyMapping {
  readonly issuerDomain: string;
  readonly subjectDomain: string;
}

/** Bits of ReasonFlags (RFC 5280, section 4.2.1.13) that a list can cover. */
export const listReasons = [
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
] as const;
export type ListReason = (typeof listReasons)[number];

/** The name of a distribution point; relative names are completed with the name of the issuer of the list. */
export type PointName =
  | { readonly full: readonly NameValue[] }
  /** One relative name, comparable like `PathName.rdns`. */
  | { readonly relative: string };

export interface DistributionPoint {
  readonly name: PointName | null;
  /** Null: all reasons. */
  readonly reasons: readonly ListReason[] | null;
  /** Names of the issuer of the list; empty when the certificate's issuer writes it. */
  readonly issuers: readonly NameValue[];
}

/** Bytes under a signature, whatever they are. */
export interface SignedBytes {
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  /** The outer AlgorithmIdentifier in DER. */
  readonly algorithm: Uint8Array;
  /** Its name, else the dotted OID. */
  readonly algorithmName: string;
}

/** A certificate as path validation (RFC 5280, section 6) looks at it. */
export interface PathCertificate extends Pick<
  CertificateFacts,
  | 'authorityKeyIdentifier'
  | 'basicConstraints'
  | 'fingerprint'
  | 'keyAlgorithm'
  | 'keySize'
  | 'notAfter'
  | 'notBefore'
  | 'serialNumber'
  | 'signatureAlgorithm'
  | 'spkiSha256'
  | 'subjectDn'
  | 'subjectKeyIdentifier'
  | 'version'
> {
  readonly der: Uint8Array;
  readonly signed: SignedBytes;
  readonly subject: PathName;
  readonly issuer: PathName;
  /** The Name in DER. */
  readonly issuerDer: Uint8Array;
  /** The Name in DER. */
  readonly subjectDer: Uint8Array;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
  /** The key alone, as its BIT STRING holds it. */
  readonly keyOctets: Uint8Array;
  /** A DSA key that has its parameters from the key that signed it (RFC 3279, section 2.3.2). */
  readonly inheritsKeyParameters: boolean;
  /** The algorithm in the TBSCertificate is that of the signature. */
  readonly signatureAlgorithmsAgree: boolean;
  /** Null: the extension is absent, and so any usage is allowed. */
  readonly keyUsage: readonly KeyUsage[] | null;
  readonly extendedKeyUsage: readonly string[] | null;
  /** Subject alternative names. */
  readonly names: readonly NameValue[];
  /** Addresses in the subject's emailAddress attributes. */
  readonly subjectEmails: readonly string[];
  readonly commonNames: readonly string[];
  readonly nameConstraints: NameConstraints | null;
  readonly policies: readonly PolicyInformation[] | null;
  readonly policyMappings: readonly PolicyMapping[];
  readonly requireExplicitPolicy: number | null;
  readonly inhibitPolicyMapping: number | null;
  readonly inhibitAnyPolicy: number | null;
  readonly distributionPoints: readonly DistributionPoint[];
  readonly freshestLists: readonly DistributionPoint[];
  /** The responder's certificate says that it is not to be checked (RFC 6960, section 4.2.2.2.1). */
  readonly ocspNoCheck: boolean;
  /** OIDs of all extensions, and of those that are critical. */
  readonly extensions: readonly string[];
  readonly criticalExtensions: readonly string[];
  /** OIDs of extensions that stand there twice. */
  readonly duplicateExtensions: readonly string[];
  /** OIDs of extensions which path validation needs and that cannot be read. */
  readonly unreadableExtensions: readonly string[];
  /** Something was left unread because the certificate has more elements than are read of one. */
  readonly tooLarge: boolean;
}

/** The names match: the certificate's key may have been certified by its own holder (RFC 5280, section 6.1). */
export function isSelfIssued({ subject, issuer }: PathCertificate): boolean {
  return subject.comparable === issuer.comparable;
}
