import type { Channel, ChannelSettings } from '../../domain/notifications/profile';
import type { OutgoingNotice } from './channel';
import { pagerDutyEvent, type PagerDutyDeps } from './pager-duty';
import { slackMessage } from './slack';
import { teamsMessage } from './teams';
import { cloudEventBody } from './webhook';

/**
 * What goes to the receiver of a channel that sends JSON, word for word, but for a PagerDuty routing key, which is
 * `[set]`; undefined for channels that send texts. A webhook that does not fit is an empty text.
 * @param key that the delivery would have
 */
export function sentBody(
  channel: Channel,
  settings: ChannelSettings | undefined,
  { key, message }: Pick<OutgoingNotice, 'key' | 'message'>,
  deps: Pick<PagerDutyDeps, 'instance' | 'publicUrl' | 'pageUrl'>,
): string | undefined {
  const notice = { key, message, rejected: false, sample: false };
  switch (channel) {
    case 'webhook':
      return cloudEventBody(message.envelope, deps, { sample: false })?.toString('utf8') ?? '';
    case 'slack':
      return JSON.stringify(slackMessage(notice, deps.pageUrl));
    case 'teams':
      return JSON.stringify(teamsMessage(notice, deps.pageUrl));
    case 'pagerDuty':
      return JSON.stringify({
        routing_key: '[set]',
        ...pagerDutyEvent(notice, settings?.type === 'pagerDuty' ? settings : {}, deps),
      });
    default:
      return undefined;
  }
}
