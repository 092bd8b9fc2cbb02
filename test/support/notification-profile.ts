import type { NotificationProfile } from '../../src/domain/notifications/profile';

/** A notification profile as the store keeps it: mail to the default recipients at every firing, with default texts. */
export function notificationProfile(
  uuid: string,
  at: Date,
  change: Partial<NotificationProfile> = {},
): NotificationProfile {
  return {
    uuid,
    name: `profile ${uuid}`,
    description: '',
    recipientType: 'default',
    recipients: [],
    recipientAttribute: null,
    channels: [{ type: 'email' }],
    frequency: null,
    repetitions: null,
    escalationSteps: [],
    quietHours: null,
    include: { customAttributes: false, metadata: false, associations: false },
    mode: 'single',
    templates: {},
    version: 1,
    revision: 1,
    createdAt: at,
    updatedAt: at,
    ...change,
  };
}
