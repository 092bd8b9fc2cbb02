import type { KeyUsage } from '../certificates/certificate';

/** Key usages of certificates that are no CA's: those of CAs are given to none. */
export const profileKeyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
] as const satisfies readonly KeyUsage[];

/** Kinds of alternative names that a request may have. */
export const profileNameKinds = ['dNSName', 'iPAddress', 'rfc822Name', 'uniformResourceIdentifier'] as const;
export type ProfileNameKind = (typeof profileNameKinds)[number];

/** Parts of a subject that a profile may speak of, by their short names. */
export const profileSubjectAttributes = [
  'CN',
  'O',
  'OU',
  'L',
  'ST',
  'C',
  'STREET',
  'DC',
  'UID',
  'serialNumber',
  'emailAddress',
  'sn',
  'givenName',
  'title',
  'organizationIdentifier',
] as const;
export type ProfileSubjectAttribute = (typeof profileSubjectAttributes)[number];

export const profileCurves = ['prime256v1', 'secp384r1', 'secp521r1'] as const;

/** Which names of one kind a certificate may have. */
export interface NameRule {
  readonly kind: ProfileNameKind;
  /** RE2; one of them must match the whole name, without its kind. Empty: every name. */
  readonly patterns: readonly string[];
}

export interface SubjectRule {
  readonly attribute: ProfileSubjectAttribute;
  readonly required: boolean;
  /** As for names. */
  readonly patterns: readonly string[];
}

/** A kind of key that a request may have. */
export type KeyRule =
  | { readonly algorithm: 'rsa'; readonly minBits: number; readonly maxBits: number }
  | { readonly algorithm: 'ec'; readonly curves: readonly (typeof profileCurves)[number][] }
  | { readonly algorithm: 'ed25519' };

/** What certificates of an RA profile are for, and what a request may ask for. None of them is a CA. */
export interface CertificateProfile {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly keyUsage: readonly (typeof profileKeyUsages)[number][];
  /** Names of the known ones, dotted OIDs of others. Empty: not limited. */
  readonly extendedKeyUsage: readonly string[];
  /** ISO 8601 durations: what a request without a wish gets, and the longest that it may wish for. */
  readonly lifetime: string;
  readonly maxLifetime: string;
  /** Kinds that do not stand here are refused. */
  readonly names: readonly NameRule[];
  readonly minNames: number;
  readonly maxNames: number;
  readonly wildcards: boolean;
  /** Attributes that do not stand here are refused. */
  readonly subject: readonly SubjectRule[];
  readonly keys: readonly KeyRule[];
  /** The profile of the authority's own that is asked for, where it has such (ACME); null: its default. */
  readonly authorityProfile: string | null;
  readonly revision: number;
}
