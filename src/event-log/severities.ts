import type { EntryLevel } from '../domain/event-log/entry';

/** Severities of syslog (RFC 5424, section 6.2.1). */
export const severities: Readonly<Record<EntryLevel, number>> = {
  Error: 3,
  Warning: 4,
  FailureAudit: 4,
  SuccessAudit: 5,
  Information: 6,
};
