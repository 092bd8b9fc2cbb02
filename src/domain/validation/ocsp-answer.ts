import type { PathCertificate, PathName, SignedBytes } from './path-certificate';
import type { EntryReason } from './revocation-list';

/** The certificate that a question or a status is about (RFC 6960, section 4.1.1). Hashes in hex. */
export interface CertificateId {
  /** Dotted OID of the digest. */
  readonly hashAlgorithm: string;
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  /** As `CertificateFacts.serialNumber` writes it. */
  readonly serialNumber: string;
}

export interface SingleStatus {
  readonly id: CertificateId;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revokedAt: Date | null;
  readonly reason: EntryReason;
  readonly thisUpdate: Date | null;
  readonly nextUpdate: Date | null;
  readonly unknownCritical: readonly string[];
}

export const responseStatuses = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  'sigRequired',
  'unauthorized',
] as const;
/** `unreadable`: no OCSP response, or a kind of answer other than the basic one. */
export type ResponseStatus = (typeof responseStatuses)[number] | 'unreadable';

/** An OCSP response (RFC 6960, section 4.2), read. */
export interface OcspResponse {
  /** SHA-256 of its DER. */
  readonly fingerprint: string;
  readonly status: ResponseStatus;
  /** Null unless the response is successful and readable. */
  readonly basic: BasicResponse | null;
}

export interface BasicResponse {
  readonly signed: SignedBytes;
  readonly responder: { readonly name: PathName } | { readonly keyHash: string };
  readonly producedAt: Date | null;
  readonly statuses: readonly SingleStatus[];
  /** Hex of the extension's value; null when it is absent. */
  readonly nonce: string | null;
  /** Certificates that the responder sent along. */
  readonly certificates: readonly PathCertificate[];
  readonly unknownCritical: readonly string[];
}

/** A response with the question it answers. */
export interface OcspAnswer {
  readonly response: OcspResponse;
  /** Hex of the nonce that was sent; null when none was. */
  readonly nonce: string | null;
  /** Address it came from, for people. */
  readonly source: string;
}
