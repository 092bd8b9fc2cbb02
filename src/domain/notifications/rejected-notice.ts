import { eventNameOf } from './template-data';

const hourMs = 3_600_000;
/** How long an in-app message may say which certificate was rejected, if nobody reads it before. */
const keptMs = 72 * hourMs;

/** Which rule a stored notice follows. By the first, only words and ids are kept of what was rejected. */
export const rejectedNoticeRule = 1;

/** What stands where a notice about a rejected certificate may not be kept. */
export function rejectedNotice(event: string): string {
  return `${eventNameOf(event)}: rejected, details not kept`;
}

/** The last moment of what an in-app message says of a rejected certificate. */
export function rejectedNoticeEnd(sentAt: Date): Date {
  return new Date(sentAt.getTime() + keptMs);
}
