import type { CertificateRecord, ValidationStatus } from '../certificates/certificate';
import { revocationReasons, type Revocation, type RevocationReason } from '../certificates/revocation-reasons';
import { canBecome } from '../certificates/state';
import type { CheckName, CheckResult, PathFault, ValidationNote } from './checks';
import type { IssuerChange } from '../certificates/issuer-change';
import { issuerBehind, type IssuerIdOf } from './issuer-behind';
import type { FoundRevocation, RefusedPath, RevocationEvidence, ValidationResult } from './validation';

/** The last validation of a certificate as it is stored and shown. */
export interface StoredValidation {
  readonly at: Date;
  readonly status: ValidationStatus;
  readonly checks: readonly CheckResult[];
  /** The best path that was found, the certificate first. */
  readonly path: readonly PathStep[];
  readonly fault: PathFault | null;
  readonly refusedPaths: readonly RefusedPath[];
  readonly notes: readonly ValidationNote[];
  readonly evidence: readonly RevocationEvidence[];
}

export interface PathStep {
  readonly fingerprint: string;
  readonly subjectDn: string;
  readonly notAfter: Date | null;
}

/** One change of the status; `sequence` counts those of a certificate from 1. */
export interface StatusChange {
  readonly sequence: number;
  readonly from: ValidationStatus;
  readonly to: ValidationStatus;
  readonly at: Date;
  /** What is wrong, in words; changes of an earlier release do not say. */
  readonly reason?: string | null;
  /** What became of a CA, where this follows from it. */
  readonly issuerChange?: IssuerChange;
}

/** What a validation makes of a certificate. */
export interface Verdict {
  readonly validation: StoredValidation;
  readonly statuses: Pick<
    CertificateRecord,
    'validationStatus' | 'signatureValidation' | 'ocspValidation' | 'crlValidation'
  >;
  /** Null: the status is what it was. */
  readonly change: StatusChange | null;
  /** What conditions and lists see of it is no longer the same. */
  readonly isVisible: boolean;
  /** The certificate's state becomes `revoked` with this. */
  readonly revocation: Revocation | null;
}

export type Validated = Pick<
  CertificateRecord,
  | 'state'
  | 'validationStatus'
  | 'signatureValidation'
  | 'ocspValidation'
  | 'crlValidation'
  | 'notBefore'
  | 'fingerprint'
>;

/** What was known of the CAs above a certificate before it is validated. */
export interface SeenOfIssuers {
  /** Why no path was good. */
  readonly fault: PathFault | null;
  /** What became of a CA, where that is why it is validated. */
  readonly mark: IssuerChange | null;
  readonly idOf: IssuerIdOf;
}

const nothingSeen: SeenOfIssuers = { fault: null, mark: null, idOf: (fingerprint) => fingerprint };

/**
 * What is to be written down of a result.
 * @param sequence how often the status has changed before
 * @param seen what was known before of CAs above it
 */
export function verdictOf(
  before: Validated,
  sequence: number,
  checked: ValidationResult,
  at: Date,
  seen: SeenOfIssuers = nothingSeen,
): Verdict {
  const result = { ...checked, status: statusWith(before.state, checked.status) };
  const single = (name: CheckName) => result.checks.find(({ check }) => check === name)?.status ?? 'not_checked';
  const statuses = {
    validationStatus: result.status,
    signatureValidation: single('signature'),
    ocspValidation: single('ocsp_verification'),
    crlValidation: single('crl_verification'),
  };
  const isVisible = (Object.keys(statuses) as (keyof typeof statuses)[]).some((key) => before[key] !== statuses[key]);
  const from = before.validationStatus;
  const revocation = result.status === 'revoked' ? revocationOf(before, result.revocation, at) : null;
  const moved = { from, to: result.status };
  const { fingerprint } = before;
  const { fault, path } = result;
  const paths = { fingerprint, fault, path, faultBefore: seen.fault, isRevoked: revocation !== null, mark: seen.mark };
  const issuerChange = issuerBehind(moved, paths, at, seen.idOf);
  return {
    validation: storedOf(result, at),
    statuses,
    change:
      from === result.status
        ? null
        : {
            ...{ sequence: sequence + 1, ...moved, at, reason: result.fault?.message ?? null },
            ...(issuerChange === undefined ? {} : { issuerChange }),
          },
    isVisible,
    revocation,
  };
}

/** What we know to be revoked is revoked, also where lists and responders do not say so yet. */
function statusWith(state: Validated['state'], status: ValidationStatus): ValidationStatus {
  return state === 'revoked' && (status === 'valid' || status === 'expiring' || status === 'inactive')
    ? 'revoked'
    : status;
}

function storedOf({ status, checks, path, fault, refusedPaths, notes, evidence }: ValidationResult, at: Date) {
  const steps = path.map(({ fingerprint, subjectDn, notAfter }) => ({ fingerprint, subjectDn, notAfter }));
  return { at, status, checks, path: steps, fault, refusedPaths, notes, evidence };
}

/** Null where the state does not follow: it is revoked already, or something else is under way. */
function revocationOf(before: Validated, found: FoundRevocation | null, at: Date): Revocation | null {
  if (found === null || before.state === 'revoked' || !canBecome(before.state, 'revoked')) return null;
  const reason = reasonOf(found.reason);
  const told = found.revokedAt;
  return {
    reason,
    code: revocationReasons[reason],
    revokedAt: told === null || told > at ? at : told,
    recordedAt: at,
    recordedBy: null,
    comment: found.by === 'list' ? 'found on a revocation list' : 'told by an OCSP responder',
  };
}

function reasonOf(reason: FoundRevocation['reason']): RevocationReason {
  return reason === 'removeFromCRL' ? 'unspecified' : reason;
}
