import type { ChannelSenders } from './channel';
import { createEmailSender, type EmailDeps } from './email';
import { createEventLogSender, type EventLogDeps } from './event-log';
import { createInternalSender, type InternalMailbox } from './internal';
import { createWebhookSender, type WebhookDeps } from './webhook';

export interface ChannelDeps {
  readonly email: EmailDeps;
  readonly webhook: Omit<WebhookDeps, 'now'>;
  readonly eventLog: Omit<EventLogDeps, 'now'>;
  readonly mailbox: InternalMailbox;
  readonly now: () => Date;
}

/** All channels by name. */
export function createChannelSenders({ email, webhook, eventLog, mailbox, now }: ChannelDeps): ChannelSenders {
  return {
    email: createEmailSender(email),
    webhook: createWebhookSender({ ...webhook, now }),
    eventLog: createEventLogSender({ ...eventLog, now }),
    internal: createInternalSender(mailbox, now),
  };
}
