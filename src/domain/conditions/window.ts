import { addDuration } from '../values/duration';
import type { FieldDefinition } from './fields';
import type { Test } from './operand';
import { formatDay } from '../values/scalars';

/** Both ends included: `YYYY-MM-DD` for DATE, milliseconds since midnight for a time, else milliseconds since 1970. */
export type TimeWindow = readonly [string, string] | readonly [number, number];

/**
 * The window of `IN_NEXT` (from now on) or `IN_PAST` (up to now) as values of the field. A time of day stays within
 * its one fixed day, whatever the duration.
 */
export function windowOf(field: FieldDefinition, test: Extract<Test, { kind: 'within' }>, now: Date): TimeWindow {
  const isTime = field.contentType === 'time';
  const start = isTime ? new Date(now.getTime() - startOfDay(now)) : now;
  const end = addDuration(start, test.duration, test.direction);
  const [from, to] = test.direction === 1 ? [start, end] : [end, start];
  if (isTime) return [Math.max(from.getTime(), 0), Math.min(to.getTime(), lastOfDay)];
  return field.type === 'DATE' ? [formatDay(from), formatDay(to)] : [from.getTime(), to.getTime()];
}

const lastOfDay = 86_399_999;

function startOfDay(date: Date): number {
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
}
