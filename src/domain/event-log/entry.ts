export const logLevels = ['Error', 'Warning', 'Information', 'SuccessAudit', 'FailureAudit'] as const;
export type EntryLevel = (typeof logLevels)[number];

/** Where entries go beside the database, which keeps every one. */
export const sinkNames = ['file', 'journald', 'syslog', 'windows'] as const;
export type SinkName = (typeof sinkNames)[number];

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
