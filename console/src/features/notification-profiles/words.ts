import { durationWords } from '../../shared/text/durations';
import type { ChannelName, ComingNotice, EventCode, Profile } from './queries';

type Rule = Pick<Profile, 'recipientType' | 'recipients' | 'recipientNames' | 'recipientAttribute'>;

const hidden = '(hidden)';

export const channelNames: Readonly<Record<ChannelName, string>> = {
  email: 'E-mail',
  internal: 'Messages in Certloom',
  webhook: 'Webhook',
  eventLog: 'Event log',
  slack: 'Slack',
  teams: 'Microsoft Teams',
  pagerDuty: 'PagerDuty',
};

/** The nine events, in the order of the catalogue. */
export const eventLabels: Readonly<Record<EventCode, string>> = {
  certificate_expiring: 'Certificate expiring',
  certificate_uploaded: 'Certificate uploaded',
  certificate_discovered: 'Certificate discovered',
  certificate_status_changed: 'Certificate status changed',
  certificate_action_performed: 'Certificate action performed',
  discovery_finished: 'Discovery finished',
  approval_requested: 'Approval requested',
  approval_closed: 'Approval closed',
  scheduled_job_finished: 'Scheduled job finished',
};

/** Whom a rule means: `owner and groups`, `group Web, group Mail`. */
export function recipientsText(rule: Rule): string {
  const { recipientType, recipients, recipientNames = [], recipientAttribute } = rule;
  switch (recipientType) {
    case 'default':
      return 'whoever the event concerns';
    case 'owner':
      return 'owner';
    case 'none':
      return 'nobody in person';
    case 'object':
      return `whom the attribute ${recipientAttribute ?? '?'} names`;
    case 'user':
      return recipients.map((_, index) => recipientNames[index] ?? hidden).join(', ');
    default:
      return recipients.map((_, index) => `${recipientType} ${recipientNames[index] ?? hidden}`).join(', ');
  }
}

export function channelsText({ channels }: { readonly channels: readonly { readonly type: string }[] }): string {
  return channels.map(({ type }) => channelNames[type as ChannelName] ?? type).join(', ');
}

/** `7 days` of `P7D`, `20% of its lifetime` of `20%`. */
export function stepText(before: string): string {
  return before.endsWith('%') ? `${before} of its lifetime` : (durationWords(before) ?? before);
}

/** When people hear of something that lasts. */
export function whenText({ escalationSteps, frequency, repetitions, mode }: Profile): string {
  const often =
    escalationSteps.length > 0
      ? `${escalationSteps.map(({ before }) => stepText(before)).join(', ')} before the end`
      : frequency !== null
        ? `at most once in ${durationWords(frequency) ?? frequency}`
        : 'each time';
  const most = repetitions === null ? '' : repetitions === 1 ? ', once at most' : `, ${repetitions} times at most`;
  return `${often}${most}${mode === 'digest' ? ', collected' : ''}`;
}

/** The next notices by a profile, the soonest first, out of certificates with their next ones. */
export function comingOf(uuid: string, rows: readonly ComingNotice[]): readonly ComingNotice[] {
  return rows
    .filter(({ nextNotice }) => nextNotice?.profile?.uuid === uuid)
    .sort((one, other) => (one.nextNotice!.at < other.nextNotice!.at ? -1 : 1));
}
