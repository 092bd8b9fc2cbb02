import { createHash } from 'node:crypto';
import type { GoneEndpoint } from '../channels/endpoint-gate';
import type { EventLogWriter } from '../../event-log/writer';
import type { InternalMailbox } from '../channels/internal';

/** Event of the messages, and id of the event log entry, that tell of a switched-off endpoint. */
export const endpointDisabled = { event: 'endpoint_disabled', eventId: 4140 } as const;

export interface EndpointNoticeDeps {
  readonly mailbox: InternalMailbox;
  readonly writer: EventLogWriter;
  /** uuids of the enabled administrators. */
  readonly administrators: () => Promise<readonly string[]>;
  /** Of the event log entry. */
  readonly host: string;
}

/**
 * An in-app message to each administrator and one entry of the event log. The keys are made of the state, so a repeat
 * adds nothing. Rejects when a message could not be stored.
 */
export function createEndpointNotice({ mailbox, writer, administrators, host }: EndpointNoticeDeps) {
  return async (
    state: GoneEndpoint,
    { profileName, host: receiver }: { readonly profileName: string; readonly host: string },
  ): Promise<void> => {
    const { profile, channel, disabledAt, firingId } = state;
    const key = `${endpointDisabled.event}/${profile}/${channel}/${disabledAt.toISOString()}`;
    const message = `The ${channel} of the notification profile "${profileName}" is switched off`;
    const detail =
      `The receiver ${receiver} answered 410 Gone, which means that it wants nothing more. Deliveries on this channel ` +
      'end as undeliverable until the profile names another address or the channel is enabled again ' +
      `(POST /api/v1/notification-profiles/${profile}/channels/${channel}/enable).`;
    for (const user of await administrators()) {
      await mailbox.put({
        key: `${key}/${user}`,
        user,
        message,
        detail,
        event: endpointDisabled.event,
        firingId,
        sentAt: disabledAt,
      });
    }
    await writer.write({
      entryId: createHash('sha256').update(key).digest('hex'),
      time: disabledAt,
      source: 'Certloom',
      eventId: endpointDisabled.eventId,
      level: 'Warning',
      category: 0,
      message: `${message}: ${receiver} answered 410 Gone`,
      data: { profile, profileName, channel, receiver },
      firingId,
      instanceId: null,
      itemId: null,
      host,
    });
  };
}
