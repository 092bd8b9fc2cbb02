import type { DeliveryMessage } from '../../domain/notifications/delivery';
import type { Channel, ChannelSettings } from '../../domain/notifications/profile';
import { pagerDutyEvent, type PagerDutyDeps } from './pager-duty';
import { slackMessage } from './slack';
import { teamsMessage } from './teams';
import { cloudEventBody } from './webhook';

/**
 * What goes to the receiver of a channel that sends JSON, word for word, but for a PagerDuty routing key and the key
 * that the delivery will have; undefined for channels that send texts. A webhook that does not fit is an empty text.
 */
export function sentBody(
  channel: Channel,
  settings: ChannelSettings | undefined,
  message: DeliveryMessage,
  deps: Pick<PagerDutyDeps, 'instance' | 'publicUrl' | 'firingUrl'>,
): string | undefined {
  const notice = { key: '', message, rejected: false, sample: false };
  switch (channel) {
    case 'webhook':
      return cloudEventBody(message.envelope, deps, { sample: false })?.toString('utf8') ?? '';
    case 'slack':
      return JSON.stringify(slackMessage(notice, deps.firingUrl));
    case 'teams':
      return JSON.stringify(teamsMessage(notice, deps.firingUrl));
    case 'pagerDuty':
      return JSON.stringify(pagerDutyEvent(notice, settings?.type === 'pagerDuty' ? settings : {}, deps));
    default:
      return undefined;
  }
}
