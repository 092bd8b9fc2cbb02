import type { DisabledChannel } from '../../domain/notifications/disabled-channel';
import type { OperatorMessage } from './tell-administrators';

/** Event of the messages, and id of the event log entry, that tell of a switched-off endpoint. */
const endpointDisabled = { event: 'endpoint_disabled', eventId: 4140 } as const;

/** What administrators are told when a receiver has answered 410 Gone. `host` is the receiver's. */
export function endpointGoneMessage(
  { profile, channel, disabledAt, firingId }: DisabledChannel,
  { profileName, host: receiver }: { readonly profileName: string; readonly host: string },
): OperatorMessage {
  const { event, eventId } = endpointDisabled;
  const subject = `The ${channel} of the notification profile "${profileName}" is switched off`;
  return {
    key: `${event}/${profile}/${channel}/${disabledAt.toISOString()}`,
    at: disabledAt,
    event,
    eventId,
    level: 'Warning',
    subject,
    detail:
      `The receiver ${receiver} answered 410 Gone, which means that it wants nothing more. Deliveries on this channel ` +
      'end as undeliverable until the profile names another address or the channel is enabled again ' +
      `(POST /api/v1/notification-profiles/${profile}/channels/${channel}/enable).`,
    logged: `${subject}: ${receiver} answered 410 Gone`,
    data: { profile, profileName, channel, receiver },
    firingId,
  };
}
