import type { ChannelSettings, NotificationProfile } from './profile';

const versioned = [
  'recipientType',
  'recipients',
  'recipientAttribute',
  'channels',
  'frequency',
  'repetitions',
  'escalationSteps',
  'quietHours',
  'include',
  'mode',
  'templates',
] as const satisfies readonly (keyof NotificationProfile)[];

/** Fields whose change makes a new version: all but name and description. */
export type VersionedFields = Pick<NotificationProfile, (typeof versioned)[number]>;

/** A channel as it is shown of a version: its kind and settings, no secret, no address that is one. */
export interface VersionedChannel {
  readonly type: ChannelSettings['type'];
  readonly [setting: string]: unknown;
}

/** One version as it is kept. `savedAt` is when it came to be. */
export interface ProfileVersion extends Omit<VersionedFields, 'channels'> {
  readonly version: number;
  readonly savedAt: Date;
  readonly channels: readonly VersionedChannel[];
}

/** What is kept of the profile's present version. */
export function withoutSecrets(profile: NotificationProfile): ProfileVersion {
  const { version, updatedAt, channels } = profile;
  const fields = Object.fromEntries(versioned.map((name) => [name, profile[name]])) as unknown as VersionedFields;
  return { ...fields, version, savedAt: updatedAt, channels: channels.map(openSettings) };
}

/**
 * True when an edit makes a new version. The order of recipients and of secrets means nothing; `openSecret` gives
 * a sealed secret's plain text, since sealing the same secret twice gives two texts.
 */
export function versionedChange(
  before: VersionedFields,
  after: VersionedFields,
  openSecret: (sealed: string) => string,
): boolean {
  return comparable(before, openSecret) !== comparable(after, openSecret);
}

function comparable(fields: VersionedFields, openSecret: (sealed: string) => string): string {
  return canonical({
    ...Object.fromEntries(versioned.map((name) => [name, fields[name]])),
    recipients: [...fields.recipients].sort(),
    channels: fields.channels.map((channel) => opened(channel, openSecret)),
    escalationSteps: fields.escalationSteps.map(({ before, addRecipients }) => ({
      before,
      addRecipients: addRecipients.map((rule) => ({ ...rule, recipients: [...rule.recipients].sort() })),
    })),
    quietHours: fields.quietHours === null ? null : { ...fields.quietHours, days: [...fields.quietHours.days].sort() },
  });
}

function opened(channel: ChannelSettings, openSecret: (sealed: string) => string): object {
  switch (channel.type) {
    case 'webhook': {
      const { secrets, secretsUntil = [], ...settings } = channel;
      const pairs = secrets.map((secret, index) => JSON.stringify([openSecret(secret), secretsUntil[index] ?? null]));
      return { ...settings, secrets: pairs.sort() };
    }
    case 'slack':
    case 'teams':
      return { ...channel, url: openSecret(channel.url) };
    case 'pagerDuty':
      return { ...channel, routingKey: openSecret(channel.routingKey) };
    default:
      return channel;
  }
}

function openSettings(channel: ChannelSettings): VersionedChannel {
  switch (channel.type) {
    case 'webhook': {
      const { secrets, secretsUntil: _until, ...settings } = channel;
      return { ...settings, secretCount: secrets.length };
    }
    case 'slack':
    case 'teams':
      return { type: channel.type };
    case 'pagerDuty': {
      const { routingKey: _sealed, ...settings } = channel;
      return settings;
    }
    default:
      return { ...channel };
  }
}

/** JSON with sorted keys and without what is undefined. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}
