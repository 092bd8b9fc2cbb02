import { createHash } from 'node:crypto';
import { isMailAddress } from '../../domain/notifications/address-list';
import type { MailAddress, Mailer } from '../../delivery/mail/mailer';
import { attachedCertificate } from '../certificates/attached';
import { failedEffect, type EffectRunner } from './effect';
import { textOfHtml } from './html-text';
import { textsOf } from './texts';

export interface EmailEffectDeps {
  readonly mailer: Pick<Mailer, 'send'>;
  readonly from: MailAddress;
  readonly contentOf: (certificate: string) => Promise<Uint8Array | undefined>;
}

/** One message to one recipient; its `Message-ID` follows from the row of the ledger, so a repeat can be told. */
export function createEmailEffect({ mailer, from, contentOf }: EmailEffectDeps): EffectRunner {
  const host = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    type: 'email',
    isRepeatable: false,
    lanes: 10,

    preview(effect) {
      const { subject, message } = textsOf(effect, effect.items[0], effect.handler.settings);
      return { to: effect.recipient, subject, message };
    },

    async carryOut(effect, signal) {
      const { recipient, handler, items } = effect;
      if (recipient === null || !isMailAddress(recipient)) {
        return failedEffect('recipient_invalid', 'The recipient is not a mail address.');
      }
      const { subject, message } = textsOf(effect, items[0], handler.settings);
      const form = handler.settings['attachCertificate'];
      const attached = form === 'pem' || form === 'der' ? await attachmentOf(items[0].item.id, form) : undefined;
      const result = await mailer.send(
        {
          messageId: `<${createHash('sha256').update(effect.key).digest('hex').slice(0, 40)}@${host}>`,
          from,
          to: recipient,
          subject,
          text: textOfHtml(message),
          html: message,
          ...(attached === undefined ? {} : { attachments: [attached] }),
        },
        signal,
      );
      if (result.kind === 'delivered')
        return { kind: 'done', ...(result.note === undefined ? {} : { message: result.note }) };
      return failedEffect(result.error, result.detail, result.kind === 'temporary');
    },
  };

  async function attachmentOf(certificate: string, form: 'pem' | 'der') {
    const der = await contentOf(certificate);
    return der === undefined ? undefined : attachedCertificate(der, form);
  }
}
