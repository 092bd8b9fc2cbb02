import type { EventLogEntry } from '../domain/event-log/entry';
import { cutText, visibleText } from '../domain/notifications/visible-text';

/** Characters of a message; what is longer is cut with `…` at its end. */
export const messageLimit = 31_000;
const valueLimit = 8_000;

/**
 * Makes an entry safe for every sink: control characters, line separators and direction marks of all texts become
 * `\uXXXX`, long texts are cut, numbers are brought into their bounds.
 */
export function safeEntry(entry: EventLogEntry): EventLogEntry {
  const source = cutText(visibleText(entry.source).trim(), 64);
  return {
    ...entry,
    source: source === '' ? 'Certloom' : source,
    eventId: bounded(entry.eventId),
    category: bounded(entry.category),
    message: cutText(visibleText(entry.message), messageLimit),
    data: Object.fromEntries(
      Object.entries(entry.data).map(([name, value]) => [visibleText(name), cutText(visibleText(value), valueLimit)]),
    ),
    host: cutText(visibleText(entry.host), 255),
  };
}

/** JSON Lines: one object, one line, dates RFC 3339. JSON escapes what `safeEntry` has left. */
export function entryLine(entry: EventLogEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

function bounded(value: number): number {
  return Number.isInteger(value) && value >= 0 && value <= 65_535 ? value : 0;
}
