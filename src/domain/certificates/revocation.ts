import { CertloomError, type Fault } from '../problem';
import type { CertificateRecord } from './certificate';
import { revocationReasons, type Revocation, type RevocationReason } from './revocation-reasons';

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
