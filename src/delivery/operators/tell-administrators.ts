import { createHash } from 'node:crypto';
import type { EventLogWriter } from '../../event-log/writer';
import type { EntryLevel } from '../../domain/event-log/entry';
import type { InternalMailbox } from '../channels/internal';
import type { MailAddress, Mailer } from '../mail/mailer';

/** Something that those who run the platform have to know. */
export interface OperatorMessage {
  /** Made of the matter and how far it is: what is told again under the same key adds no message and no entry. */
  readonly key: string;
  readonly at: Date;
  /** Of the in-app messages. */
  readonly event: string;
  /** Of the event log entry, with its level. */
  readonly eventId: number;
  readonly level: EntryLevel;
  /** One line: the in-app message, and the subject of a mail. */
  readonly subject: string;
  /** Of the in-app message, and the text of a mail. */
  readonly detail: string;
  /** Text of the event log entry. */
  readonly logged: string;
  readonly data: Readonly<Record<string, string>>;
  readonly firingId: string | null;
}

export interface Administrator {
  readonly uuid: string;
  /** Null: gets no mail. */
  readonly email: string | null;
}

/** For messages that are mailed too. */
export interface MailedSoFar {
  /** Users that need no further mail. */
  readonly mailed: readonly string[];
  /** Hears of each user that needs none from now on. */
  readonly onMailed: (user: string) => Promise<void>;
}

export interface TellAdministratorsDeps {
  readonly mailbox: InternalMailbox;
  readonly writer: EventLogWriter;
  readonly mailer: Pick<Mailer, 'send'>;
  /** Sender of the mails. */
  readonly from: MailAddress;
  /** Those that are enabled now. */
  readonly administrators: () => Promise<readonly Administrator[]>;
  /** Of the event log entry. */
  readonly host: string;
}

const mailLimitMs = 45_000;

/**
 * An in-app message to each administrator, one entry of the event log and, with `mails`, a mail to each that has none
 * yet. Rejects when a message could not be stored.
 * @returns whether nobody is left to be mailed
 */
export type TellAdministrators = (message: OperatorMessage, mails?: MailedSoFar) => Promise<boolean>;

export function createTellAdministrators(deps: TellAdministratorsDeps): TellAdministrators {
  const { mailbox, writer, mailer, from, host } = deps;

  async function mail(id: string, to: string, subject: string, text: string): Promise<boolean> {
    const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
    const letter = { messageId: `<${id}@${domain}>`, from, to, subject, text, html: null };
    const result = await mailer.send(letter, AbortSignal.timeout(mailLimitMs)).catch(() => undefined);
    // What is refused for good, or has no server to go to, is not tried again.
    return result !== undefined && (result.kind !== 'temporary' || result.error === 'smtp_not_configured');
  }

  return async (message, mails) => {
    const { key, at, event, eventId, level, subject, detail, logged, data, firingId } = message;
    const administrators = await deps.administrators();
    for (const { uuid: user } of administrators) {
      await mailbox.put({
        key: `${key}/${user}`,
        user,
        message: subject,
        detail,
        event,
        firingId: firingId ?? '',
        sentAt: at,
        eraseAt: null,
      });
    }
    await writer.write({
      entryId: hashOf(key),
      time: at,
      source: 'Certloom',
      eventId,
      level,
      category: 0,
      message: logged,
      data,
      firingId,
      instanceId: null,
      itemId: null,
      host,
    });
    if (mails === undefined) return true;
    let isComplete = true;
    for (const { uuid, email } of administrators) {
      if (email === null || mails.mailed.includes(uuid)) continue;
      if (await mail(hashOf(`${key}/${uuid}`), email, subject, detail)) await mails.onMailed(uuid);
      else isComplete = false;
    }
    return isComplete;
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
