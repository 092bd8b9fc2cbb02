import type { NewInternalMessage } from '../../domain/notifications/internal-message';
import { rejectedNoticeEnd } from '../../domain/notifications/rejected-notice';
import { type ChannelSender } from './channel';
import { permanent, temporary } from '../send-result';

/** What the in-app mailbox needs; writing the same id twice keeps the first. */
export interface InternalMailbox {
  put(message: NewInternalMessage): Promise<void>;
}

/** An in-app message for one user: subject as its message, body as its detail. */
export function createInternalSender(mailbox: InternalMailbox, now: () => Date): ChannelSender<'internal'> {
  return {
    type: 'internal',
    async send({ key, recipient, message, rejected }) {
      if (recipient.kind !== 'user') return permanent('recipient_invalid', 'An internal message needs a user.');
      const sentAt = now();
      try {
        await mailbox.put({
          key,
          user: recipient.value,
          message: message.subject,
          detail: message.text,
          event: message.envelope.event,
          firingId: message.envelope.firingId,
          sentAt,
          eraseAt: rejected ? rejectedNoticeEnd(sentAt) : null,
        });
        return { kind: 'delivered' };
      } catch {
        return temporary('store_unavailable', 'The message could not be stored.');
      }
    },
  };
}
