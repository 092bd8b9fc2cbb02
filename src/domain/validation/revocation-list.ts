import type { DistributionPoint, ListReason, NameValue, PathName, PointName, SignedBytes } from './path-certificate';

/** The extension issuingDistributionPoint (RFC 5280, section 5.2.5). */
export interface ListScope {
  readonly name: PointName | null;
  readonly onlyUserCertificates: boolean;
  readonly onlyCaCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  /** Null: all reasons. */
  readonly onlyReasons: readonly ListReason[] | null;
  readonly indirect: boolean;
}

/** What an entry says as its reason; `removeFromCRL` stands in delta lists. */
export type EntryReason = ListReason | 'unspecified' | 'removeFromCRL';

export interface ListEntry {
  readonly revokedAt: Date | null;
  readonly reason: EntryReason;
  /** When the key is thought to have been compromised, where the entry says so. */
  readonly invalidSince: Date | null;
}

/** A certificate revocation list (RFC 5280, section 5), read. */
export interface RevocationList {
  /** SHA-256 of its DER. */
  readonly fingerprint: string;
  readonly signed: SignedBytes;
  readonly signatureAlgorithmsAgree: boolean;
  readonly issuer: PathName;
  readonly issuerDn: string;
  readonly thisUpdate: Date | null;
  readonly nextUpdate: Date | null;
  readonly authorityKeyIdentifier: string | null;
  /** Hex; null when absent. */
  readonly number: string | null;
  /** Hex number of the complete list that this delta list is for; null for a complete list. */
  readonly baseNumber: string | null;
  readonly scope: ListScope | null;
  readonly freshestLists: readonly DistributionPoint[];
  /** OIDs of critical extensions of the list or of any entry that nobody here knows. */
  readonly unknownCritical: readonly string[];
  /** OIDs of extensions that decide what the list is about and cannot be read. */
  readonly unreadableExtensions: readonly string[];
  readonly entryCount: number;
  /** The entry for a certificate, by its issuer and serial number as `CertificateFacts.serialNumber` writes it. */
  find(issuer: PathName, serialNumber: string): ListEntry | null;
}

/** Where the list stands, as `NameValue` of kind `uri`. */
export function addressesOf({ name }: DistributionPoint): string[] {
  if (name === null || !('full' in name)) return [];
  return name.full.flatMap((value: NameValue) => (value.kind === 'uri' ? [value.value] : []));
}
