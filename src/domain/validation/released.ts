import type { RevocationCheck } from './list-check';
import type { RevocationChecks } from './revocation';

/**
 * Without a hold that was taken back since: lists and answers that were made before may be used until they end, and would
 * revoke the certificate again.
 * @param releasedAt when its authority took the last one back; null: never
 */
export function withoutReleased({ lists, answers }: RevocationChecks, releasedAt: Date | null): RevocationChecks {
  if (releasedAt === null) return { lists, answers };
  return { lists: judged(lists, releasedAt), answers: judged(answers, releasedAt) };
}

function judged(check: RevocationCheck, releasedAt: Date): RevocationCheck {
  const { revocation } = check;
  const isOver =
    revocation?.reason === 'certificateHold' && revocation.revokedAt !== null && revocation.revokedAt < releasedAt;
  if (!isOver) return check;
  const message = `Says that the certificate is on hold, which ended ${releasedAt.toISOString()}: it was made before.`;
  return { ...check, status: 'failed', message, revocation: null };
}
