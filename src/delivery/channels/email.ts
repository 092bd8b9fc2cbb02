import { isMailAddress } from '../../domain/notifications/address-list';
import { visibleText } from '../../domain/notifications/visible-text';
import { type ChannelSender } from './channel';
import { permanent } from '../send-result';
import { listIdOf } from '../mail/list-id';
import type { MailAddress, Mailer } from '../mail/mailer';

export interface EmailDeps {
  readonly mailer: Pick<Mailer, 'send'>;
  /** `address` or `Name <address>`: the sender unless a profile names its own address. */
  readonly from: string;
}

/** One message per recipient; its `Message-ID` is made from the key, so that a repeat can be told. */
export function createEmailSender({ mailer, from }: EmailDeps): ChannelSender<'email'> {
  const sender = parseMailbox(from);
  if (sender === undefined) throw new RangeError('The sender of e-mail must be an address or `Name <address>`.');
  const host = sender.address.slice(sender.address.lastIndexOf('@') + 1);
  return {
    type: 'email',
    async send({ key, profile, profileName, recipient, message }, settings, signal) {
      if (recipient.kind !== 'address' || !isMailAddress(recipient.value)) {
        return permanent('recipient_invalid', 'The recipient is not a mail address.');
      }
      const own = settings.from === undefined ? sender : parseMailbox(settings.from);
      const replyTo = settings.replyTo === undefined ? undefined : parseMailbox(settings.replyTo);
      return mailer.send(
        {
          messageId: `<${key}@${host}>`,
          listId: listIdOf(visibleText(profileName ?? ''), profile, host),
          from: own ?? sender,
          ...(replyTo === undefined ? {} : { replyTo }),
          to: recipient.value,
          subject: message.subject,
          text: message.text,
          html: message.html,
        },
        signal,
      );
    },
  };
}

/** `address` or `Name <address>` (a small part of RFC 5322, section 3.4); undefined for everything else. */
export function parseMailbox(text: string): MailAddress | undefined {
  const trimmed = text.trim();
  const [, name = '', address = trimmed] = /^([^<>]*)<([^<>]+)>$/.exec(trimmed) ?? [];
  if (!isMailAddress(address)) return undefined;
  return { name: visibleText(name.trim().replace(/^"(.*)"$/, '$1')), address };
}
