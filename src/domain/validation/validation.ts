import type { ValidationStatus } from '../certificates/certificate';
import type { CheckResult, PathFault, ValidationNote } from './checks';
import type { OcspAnswer } from './ocsp-answer';
import type { PathCertificate, SignedBytes } from './path-certificate';
import type { EntryReason, RevocationList } from './revocation-list';

/** `not_run`: the runtime lacks the algorithm, or cannot read the key. */
export type SignatureVerdict = 'good' | 'bad' | 'not_run';

/**
 * Whether `signed` was signed by the key in `spki`, a SubjectPublicKeyInfo in DER. `parameters` is the key whose
 * parameters a DSA key inherits.
 */
export type VerifySignature = (
  signed: SignedBytes,
  spki: Uint8Array,
  parameters?: Uint8Array,
) => SignatureVerdict | Promise<SignatureVerdict>;

/** A certificate that may have issued another one. */
export interface IssuerCandidate {
  readonly certificate: PathCertificate;
  /** Marked as a trusted CA: a path may end here. */
  readonly trusted: boolean;
  /** Known to be revoked; a path through it is refused. */
  readonly revoked: boolean;
}

/** Where validation gets what it looks at. A source that fails says why and never throws. */
export interface ValidationSources {
  /**
   * Certificates that may have issued this one: those whose subject is its issuer by name, or whose key identifier is
   * the one it names. More than those do no harm. Asked once for each certificate on a path.
   */
  issuersOf(certificate: PathCertificate): Promise<readonly IssuerCandidate[]>;
  /** Lists that may be about the certificate, delta lists too, already read. */
  listsFor(certificate: PathCertificate): Promise<Gathered<RevocationList>>;
  /** Certificates whose subject is the issuer of the list; more than those do no harm. */
  signersOf(list: RevocationList): Promise<readonly IssuerCandidate[]>;
  /** Answers of responders about the certificate, already read. */
  answersFor(certificate: PathCertificate, issuer: PathCertificate): Promise<Gathered<OcspAnswer>>;
}

/** What a source has, and in words what it could not get. */
export interface Gathered<T> {
  readonly found: readonly T[];
  readonly failures: readonly string[];
}

export interface ValidationOptions {
  readonly now: Date;
  /** Moment from which the certificate counts as expiring (`dueFrom` of `domain/expiration`); null: never. */
  readonly expiringFrom: Date | null;
  /** The certificate is marked as a trusted CA itself. */
  readonly trusted: boolean;
  /** When a hold of the certificate was taken back: what lists and answers say of one before does not count. */
  readonly holdReleasedAt?: Date | null;
  /** Whether lists and answers about issuers are asked for, too. Default true. */
  readonly checkIssuers?: boolean;
}

/** A path that was looked at and refused, from the certificate upwards. */
export interface RefusedPath {
  readonly fingerprints: readonly string[];
  readonly fault: PathFault;
}

/** Which list or answer a verdict about revocation rests on. */
export interface RevocationEvidence {
  readonly kind: 'list' | 'answer';
  /** Fingerprint of the certificate that was looked for. */
  readonly subject: string;
  /** SHA-256 of the list or answer. */
  readonly source: string;
  /** Fingerprint of the certificate whose key signed it; null when none fits. */
  readonly signer: string | null;
  /** What the list covers, in words. */
  readonly scope: string;
  readonly number: string | null;
  readonly thisUpdate: Date | null;
  readonly nextUpdate: Date | null;
  readonly verdict: 'good' | 'revoked' | 'unusable';
  readonly message: string;
}

export interface FoundRevocation {
  readonly revokedAt: Date | null;
  readonly reason: EntryReason;
  readonly by: 'list' | 'answer';
}

export interface ValidationResult {
  readonly status: ValidationStatus;
  /** One for each check, in the order of `checkNames`. */
  readonly checks: readonly CheckResult[];
  /** The best path that was found, the certificate first; complete exactly if the chain is valid. */
  readonly path: readonly PathCertificate[];
  /** Why the chain is not valid; null when it is. */
  readonly fault: PathFault | null;
  /** At most ten, those that came furthest first. */
  readonly refusedPaths: readonly RefusedPath[];
  readonly notes: readonly ValidationNote[];
  readonly evidence: readonly RevocationEvidence[];
  /** What a list or an answer says of the certificate itself. */
  readonly revocation: FoundRevocation | null;
}
