import { cutText, visibleText } from '../domain/notifications/visible-text';

export const logLevels = ['Error', 'Warning', 'Information', 'SuccessAudit', 'FailureAudit'] as const;
export type EntryLevel = (typeof logLevels)[number];

/** One entry of the event log. Every text is visible characters only; unknown ids are null. */
export interface EventLogEntry {
  /** Stable over repeats, so that a receiver can drop doubles. */
  readonly entryId: string;
  readonly time: Date;
  /** 1-64 printable characters. */
  readonly source: string;
  /** 0-65535, as `category`. */
  readonly eventId: number;
  readonly level: EntryLevel;
  readonly category: number;
  readonly message: string;
  readonly data: Readonly<Record<string, string>>;
  readonly firingId: string | null;
  readonly instanceId: string | null;
  readonly itemId: string | null;
  readonly host: string;
}

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
