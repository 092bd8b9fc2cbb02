import { durationMs, parseDuration } from '../../domain/values/duration';
import { z } from './schemas';

/**
 * ISO 8601 duration between two others, both included: `duration('PT1S', 'PT5M')`. Years and months are measured from
 * 1970-01-01 for the comparison. The text stays as it was sent.
 */
export function duration(min: string, max: string) {
  const [least, most] = [lengthOf(min) ?? 0, lengthOf(max) ?? 0];
  return z
    .string()
    .max(40)
    .refine((text) => {
      const length = lengthOf(text);
      return length !== undefined && length >= least && length <= most;
    }, `an ISO 8601 duration from ${min} to ${max} is expected`)
    .openapi({ format: 'duration', example: min });
}

function lengthOf(text: string): number | undefined {
  const parsed = parseDuration(text);
  return parsed === undefined ? undefined : durationMs(parsed);
}
