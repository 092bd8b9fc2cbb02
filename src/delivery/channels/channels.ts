import type { ChannelSenders, FiringPageUrl } from './channel';
import { createEmailSender, type EmailDeps } from './email';
import { createEventLogSender, type EventLogDeps } from './event-log';
import { createInternalSender, type InternalMailbox } from './internal';
import { createPagerDutySender } from './pager-duty';
import { createSlackSender } from './slack';
import { createTeamsSender } from './teams';
import { createWebhookSender, type WebhookDeps } from './webhook';

export interface ChannelDeps {
  readonly email: EmailDeps;
  /** Slack, Teams and PagerDuty send through the same guarded client and open their secrets with the same box. */
  readonly webhook: Omit<WebhookDeps, 'now'>;
  readonly eventLog: Omit<EventLogDeps, 'now'>;
  readonly mailbox: InternalMailbox;
  readonly pageUrl: FiringPageUrl;
  readonly now: () => Date;
}

/** All channels by name. */
export function createChannelSenders(deps: ChannelDeps): ChannelSenders {
  const { email, webhook, eventLog, mailbox, pageUrl, now } = deps;
  const { http, secrets, instance, publicUrl } = webhook;
  return {
    email: createEmailSender(email),
    webhook: createWebhookSender({ ...webhook, now }),
    eventLog: createEventLogSender({ ...eventLog, now }),
    internal: createInternalSender(mailbox, now),
    slack: createSlackSender({ http, secrets, pageUrl }),
    teams: createTeamsSender({ http, secrets, pageUrl }),
    pagerDuty: createPagerDutySender({ http, secrets, instance, publicUrl, pageUrl }),
  };
}
