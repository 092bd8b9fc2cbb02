import { createHash } from 'node:crypto';
import { visibleText } from '../../domain/notifications/visible-text';
import type { EventLogWriter } from '../../event-log/writer';
import type { InternalMailbox } from '../channels/internal';
import type { MailAddress, Mailer } from '../mail/mailer';

/** Event of the messages, and ids of the event log entries, that tell of the expiration scan. */
export const scanAlarmEvent = { event: 'expiration_scan_alarm', opened: 4141, over: 4142 } as const;

/** What is told of one incident. */
export interface ToldAlarm {
  readonly key: string;
  readonly code: string;
  readonly text: string;
  readonly openedAt: Date;
  readonly overAt: Date | null;
  /** Users that have the mail already. */
  readonly mailed: readonly string[];
}

export interface Administrator {
  readonly uuid: string;
  readonly email: string | null;
}

export interface ScanAlarmNoticeDeps {
  readonly mailbox: InternalMailbox;
  readonly writer: EventLogWriter;
  readonly mailer: Mailer;
  /** Sender of the mail. */
  readonly from: MailAddress;
  /** Where people look at the scan. */
  readonly scanUrl: string;
  /** Of the event log entry. */
  readonly host: string;
}

const mailLimitMs = 45_000;

/**
 * An in-app message and a mail to each administrator, and one entry of the event log. Keys are made of the incident, so
 * that a repeat adds no message and no entry; mails go to those only that have none. Rejects when a message could not
 * be stored.
 */
export function createScanAlarmNotice(deps: ScanAlarmNoticeDeps) {
  const { mailbox, writer, mailer, from, scanUrl, host } = deps;

  async function mail(id: string, to: string, subject: string, text: string): Promise<boolean> {
    const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
    const letter = { messageId: `<${id}@${domain}>`, from, to, subject, text, html: null };
    const result = await mailer.send(letter, AbortSignal.timeout(mailLimitMs)).catch(() => undefined);
    // What is refused for good, or has no server to go to, is not tried again.
    return result !== undefined && (result.kind !== 'temporary' || result.error === 'smtp_not_configured');
  }

  /** True when everybody was told; `onMailed` hears of each user that needs no further mail. */
  return async (
    alarm: ToldAlarm,
    administrators: readonly Administrator[],
    onMailed: (user: string) => Promise<void>,
  ): Promise<boolean> => {
    const isOver = alarm.overAt !== null;
    const at = alarm.overAt ?? alarm.openedAt;
    const stage = isOver ? 'over' : 'opened';
    const key = `${scanAlarmEvent.event}/${alarm.key}/${stage}`;
    const [subject, said] = wordsOf(alarm);
    const detail = `${said}\n\n${scanUrl}\n`;
    for (const { uuid: user } of administrators) {
      await mailbox.put({
        key: `${key}/${user}`,
        user,
        message: subject,
        detail,
        event: scanAlarmEvent.event,
        firingId: '',
        sentAt: at,
      });
    }
    await writer.write({
      entryId: hashOf(key),
      time: at,
      source: 'Certloom',
      eventId: scanAlarmEvent[stage],
      level: isOver ? 'Information' : 'Warning',
      category: 0,
      message: said,
      data: { code: alarm.code, incident: alarm.key, openedAt: alarm.openedAt.toISOString() },
      firingId: null,
      instanceId: null,
      itemId: null,
      host,
    });
    let isComplete = true;
    for (const { uuid, email } of administrators) {
      if (email === null || alarm.mailed.includes(uuid)) continue;
      if (await mail(hashOf(`${key}/${uuid}`), email, subject, detail)) await onMailed(uuid);
      else isComplete = false;
    }
    return isComplete;
  };
}

export type ScanAlarmNotice = ReturnType<typeof createScanAlarmNotice>;

const subjects: Readonly<Record<string, string>> = {
  scan_overdue: 'The scan for expiring certificates is overdue',
  scan_failed: 'The scan for expiring certificates failed',
  scan_paused: 'The scan for expiring certificates is paused',
};

/** Subject and text, one line each. */
function wordsOf({ code, text, openedAt, overAt }: ToldAlarm): [string, string] {
  const subject = subjects[code] ?? 'The scan for expiring certificates needs attention';
  const told = visibleText(text);
  if (overAt === null) return [subject, told];
  const since = `It began at ${openedAt.toISOString()} and was over at ${overAt.toISOString()}.`;
  return [`Recovered: ${subject.charAt(0).toLowerCase()}${subject.slice(1)}`, `This is over: ${told} ${since}`];
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
