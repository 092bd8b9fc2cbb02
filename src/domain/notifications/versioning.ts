import type { NotificationProfile } from './profile';

/** Fields whose change makes a new version: all but name and description (spec 10.1). */
export type VersionedFields = Pick<
  NotificationProfile,
  'recipientType' | 'recipients' | 'recipientAttribute' | 'channels' | 'frequency' | 'repetitions' | 'templates'
>;

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
    recipientType: fields.recipientType,
    recipients: [...fields.recipients].sort(),
    recipientAttribute: fields.recipientAttribute,
    channels: fields.channels.map((channel) =>
      channel.type === 'webhook' ? { ...channel, secrets: channel.secrets.map(openSecret).sort() } : channel,
    ),
    frequency: fields.frequency,
    repetitions: fields.repetitions,
    templates: fields.templates,
  });
}

/** JSON with sorted keys and without what is undefined. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}
