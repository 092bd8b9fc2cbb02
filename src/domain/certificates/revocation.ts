import { CertloomError, type Fault } from '../problem';
import type { CertificateRecord } from './certificate';

/**
 * Reasons that a revocation may have, with their codes (RFC 5280, section 5.3.1). 7 is not used there, and 8
 * (`removeFromCRL`) takes a revocation back, which is no revocation.
 */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const;
export type RevocationReason = keyof typeof revocationReasons;
export const revocationReasonNames = Object.keys(revocationReasons) as [RevocationReason, ...RevocationReason[]];

/** What is known of a certificate's revocation. */
export interface Revocation {
  readonly reason: RevocationReason;
  readonly code: number;
  /** When it took effect, as its issuer or a person says. */
  readonly revokedAt: Date;
  readonly recordedAt: Date;
  /** Null: the product itself. */
  readonly recordedBy: { readonly uuid: string; readonly name: string } | null;
  readonly comment: string | null;
}

/**
 * The record of a revocation. `revokedAt` is `now` when absent; in the future or before the certificate's notBefore it
 * is refused with `validation_failed`.
 */
export function revocationOf(
  request: {
    readonly reason: RevocationReason;
    readonly revokedAt?: Date | undefined;
    readonly comment?: string | undefined;
  },
  { notBefore }: Pick<CertificateRecord, 'notBefore'>,
  recordedBy: Revocation['recordedBy'],
  now: Date,
): Revocation {
  const { reason, revokedAt = now } = request;
  // Without a time of its own it is now, also for a certificate that is not valid yet.
  const fault = request.revokedAt === undefined ? undefined : timeFault(revokedAt, notBefore, now);
  if (fault !== undefined) {
    throw new CertloomError('validation_failed', 'The time of the revocation is not possible.', { errors: [fault] });
  }
  const comment = request.comment === undefined || request.comment === '' ? null : request.comment;
  return { reason, code: revocationReasons[reason], revokedAt, recordedAt: now, recordedBy, comment };
}

function timeFault(revokedAt: Date, notBefore: Date | null, now: Date): Fault | undefined {
  const pointer = '/revokedAt';
  if (revokedAt.getTime() > now.getTime()) {
    return { pointer, code: 'in_the_future', detail: 'the time of a revocation cannot be in the future' };
  }
  if (notBefore !== null && revokedAt.getTime() < notBefore.getTime()) {
    return {
      pointer,
      code: 'before_not_before',
      detail: 'the time of a revocation cannot be before the notBefore of the certificate',
    };
  }
  return undefined;
}
