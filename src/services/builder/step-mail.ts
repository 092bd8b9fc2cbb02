import { createHash } from 'node:crypto';
import { escapeFor, oneLine } from '../../domain/alerts/fill-tokens';
import type { StepError } from '../../domain/builder/instance';
import { parseAddressList } from '../../domain/notifications/address-list';
import { fillTokens, lookupIn, writtenOut, type UnresolvedTokens } from '../../domain/values/tokens';
import type { MailAddress, Mailer } from '../../delivery/mail/mailer';
import { textOfHtml } from '../alerts/html-text';

/** A mail as the settings of a step have it, tokens unfilled. */
export interface StepMail {
  readonly recipients: readonly string[];
  readonly subject: string;
  /** HTML. */
  readonly message: string;
}

export interface FilledMail {
  /** Addresses, each once whatever the case of its letters. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
  /** Tokens without a value. */
  readonly missing: readonly string[];
  /** What should have been addresses and is none. */
  readonly unusable: readonly string[];
}

/** Fills a mail: values are escaped in the message, line breaks go from subject and addresses. */
export function fillMail(
  { recipients, subject, message }: StepMail,
  values: Readonly<Record<string, unknown>>,
  unresolved: UnresolvedTokens,
): FilledMail {
  const lookup = lookupIn(values);
  const shown = (name: string) => {
    const value = lookup(name);
    return value === undefined ? undefined : escapeFor('html', writtenOut(value));
  };
  // Who has no address gets no mail; that is not a fault of the text.
  const addresses = recipients.map((text) => fillTokens(text, lookup, 'empty'));
  const parsed = addresses.map(({ value }) => parseAddressList(addressText(value)));
  const title = fillTokens(subject, lookup, unresolved);
  const body = fillTokens(message, shown, unresolved);
  const byLower = new Map(parsed.flatMap((one) => one.addresses).map((address) => [address.toLowerCase(), address]));
  return {
    ...{ to: [...byLower.values()], subject: oneLine(writtenOut(title.value)), html: writtenOut(body.value) },
    missing: [...new Set([...title.missing, ...body.missing])],
    unusable: parsed.flatMap((one) => one.unusable),
  };
}

/** A variable may hold one address or a list of them. */
function addressText(value: unknown): string {
  return Array.isArray(value) ? value.map(writtenOut).join(',') : writtenOut(value);
}

export interface StepMailerDeps {
  readonly mailer: Pick<Mailer, 'send'>;
  readonly from: MailAddress;
  /** Who gets what has no recipient. */
  readonly fallback: () => Promise<readonly string[]>;
}

export type MailSent =
  | { readonly kind: 'sent'; readonly to: readonly string[]; readonly message: string | null }
  | { readonly kind: 'failed'; readonly error: StepError; readonly isTemporary: boolean };

type Attachments = Parameters<Mailer['send']>[0]['attachments'];

/**
 * Sends a mail of a step, one message for each recipient. The `Message-ID` follows from the key and the recipient, so
 * that a repeat can be told.
 */
export function createStepMailer({ mailer, from, fallback }: StepMailerDeps) {
  const host = from.address.slice(from.address.lastIndexOf('@') + 1);
  return async (
    key: string,
    mail: FilledMail,
    signal: AbortSignal,
    attachments: NonNullable<Attachments> = [],
  ): Promise<MailSent> => {
    const isFallback = mail.to.length === 0;
    const to = isFallback ? await fallback() : mail.to;
    if (to.length === 0) {
      const message = 'No recipient has an address, and there are no fallback recipients in the settings.';
      return { kind: 'failed', error: { code: 'no_recipients', message }, isTemporary: false };
    }
    const refused: string[] = [];
    for (const recipient of to) {
      const digest = createHash('sha256').update(`${key}/${recipient.toLowerCase()}`).digest('hex');
      const result = await mailer.send(
        {
          ...{ messageId: `<${digest.slice(0, 40)}@${host}>`, from, to: recipient, subject: mail.subject },
          ...{ text: textOfHtml(mail.html), html: mail.html },
          ...(attachments.length === 0 ? {} : { attachments }),
        },
        signal,
      );
      if (result.kind === 'delivered') continue;
      const error = { code: result.error, message: result.detail };
      // The first says that none was sent: all may be tried again.
      if (recipient === to[0]) return { kind: 'failed', error, isTemporary: result.kind === 'temporary' };
      refused.push(recipient);
    }
    const notes = [
      ...(isFallback ? ['Nobody could be told, so the fallback recipients were.'] : []),
      ...(refused.length === 0 ? [] : [`Not taken for: ${refused.join(', ')}.`]),
      ...(mail.unusable.length === 0 ? [] : [`No addresses: ${mail.unusable.join(', ')}.`]),
    ];
    return { kind: 'sent', to, message: notes.length === 0 ? null : notes.join(' ') };
  };
}

export type StepMailer = ReturnType<typeof createStepMailer>;
