import { addDuration, parseDuration } from './duration';

const dayMs = 86_400_000;

/**
 * What is older than this goes. @param retention an ISO 8601 duration; null, or one of another release that cannot be read:
 * nothing goes, and the answer is undefined
 */
export function retentionStart(retention: string | null, now: Date): Date | undefined {
  const duration = retention === null ? undefined : parseDuration(retention);
  if (duration === undefined) return undefined;
  // Nobody can set less; a stored value is not trusted to say so.
  return new Date(Math.min(addDuration(now, duration, -1).getTime(), now.getTime() - dayMs));
}
