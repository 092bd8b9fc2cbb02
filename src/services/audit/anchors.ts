import { createHash } from 'node:crypto';
import type { EventLogEntry } from '../../domain/event-log/entry';

export interface AuditAnchorDeps {
  /** The newest row of the audit log; undefined when there is none. */
  readonly newest: () => Promise<{ readonly seq: number; readonly hash: string } | undefined>;
  readonly writeEntry: (entry: EventLogEntry) => Promise<unknown>;
  readonly logLine: (fields: object, text: string) => void;
  readonly onFault: (error: unknown) => void;
  readonly host: string;
  readonly now: () => Date;
  readonly everyMs?: number;
}

const hourMs = 3_600_000;
const eventId = 4143;

/**
 * Notes the newest hash of the audit log once an hour where who can write to the database cannot: in the log of the
 * process and, once for all processes, in the event log with its sinks. With it the whole chain before can be compared
 * later, even if somebody puts an older state of the database back.
 */
export function createAuditAnchors(deps: AuditAnchorDeps) {
  const { newest, writeEntry, logLine, onFault, host, now, everyMs = hourMs } = deps;
  let timer: NodeJS.Timeout | undefined;

  async function note(): Promise<void> {
    const row = await newest();
    if (row === undefined) return;
    const anchor = `${row.seq}:${row.hash}`;
    const time = now();
    const message = `The newest row of the audit log is ${anchor}`;
    logLine({ auditAnchor: anchor }, message);
    await writeEntry({
      // Of several processes the first one writes the entry of the hour.
      entryId: createHash('sha256')
        .update(`audit-anchor/${Math.floor(time.getTime() / hourMs)}`)
        .digest('hex'),
      time,
      source: 'Certloom',
      eventId,
      level: 'Information',
      category: 0,
      message,
      data: { auditAnchor: anchor },
      firingId: null,
      instanceId: null,
      itemId: null,
      host,
    });
  }

  const noteSafely = () => note().catch(onFault);
  return {
    note,
    start(): void {
      timer ??= setInterval(() => void noteSafely(), everyMs).unref();
      void noteSafely();
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
