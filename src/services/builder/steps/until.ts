import { addDuration, parseDuration } from '../../../domain/values/duration';

/** When a visit that began then has waited long enough; null: it waits without end. @param timeout ISO 8601 */
export function untilOf(startedAt: Date, timeout: string | undefined): Date | null {
  const duration = timeout === undefined ? undefined : parseDuration(timeout);
  return duration === undefined ? null : addDuration(startedAt, duration, 1);
}
