import { eventCodes } from '../domain/events/catalogue';
import { parseDuration } from '../domain/conditions/duration';
import { addressing, channels, recipientTypes } from '../domain/notifications/profile';
import { parseMailbox } from '../delivery/email';
import { description, email, isoDate, line, name, uuid, z } from './schemas';

const mailbox = line(1, 320).refine(
  (text) => parseMailbox(text) !== undefined,
  'an address or `Name <address>` is expected',
);
const duration = z
  .string()
  .max(60)
  .refine(
    (text) => parseDuration(text) !== undefined,
    'a positive ISO 8601 duration of at most P100Y is expected, such as P1D',
  );

/** Standard Webhooks: `whsec_` and the base64 of 24 to 64 bytes. */
const signingSecret = z
  .string()
  .max(100)
  .refine((text) => isSigningSecret(text), 'whsec_ and the base64 of 24 to 64 bytes are expected')
  .openapi({ writeOnly: true });

const emailChannel = z.strictObject({
  type: z.literal('email'),
  from: mailbox.optional(),
  replyTo: mailbox.optional(),
});
const eventLogChannel = z.strictObject({
  type: z.literal('eventLog'),
  eventId: z.number().int().min(0).max(65_535).optional(),
  level: z.enum(['Error', 'Warning', 'Information']).optional(),
  source: line(1, 64).optional(),
});
const internalChannel = z.strictObject({ type: z.literal('internal') });
const webhook = { type: z.literal('webhook'), url: z.url().max(2_000) } as const;

/** One schema per channel; each at most once in a profile, because the channel is part of the delivery key. */
const channelInput = z.discriminatedUnion('type', [
  emailChannel,
  z.strictObject({
    ...webhook,
    secrets: z.array(signingSecret).min(1).max(5).optional().openapi({
      description:
        'Write-only. All of them sign, so that a receiver can change over. Left out of a change: stay as they are.',
    }),
  }),
  eventLogChannel,
  internalChannel,
]);

const channelView = z.discriminatedUnion('type', [
  emailChannel,
  z.strictObject({ ...webhook, secretCount: z.number().int() }),
  eventLogChannel,
  internalChannel,
]);

const subject = z.string().min(1).max(1_000);
const body = z.string().min(1).max(100_000);
/** A webhook's body is fixed, so it has no template. */
const templates = z.strictObject({
  email: z.strictObject({ subject: subject.optional(), body: body.optional(), html: body.optional() }).optional(),
  eventLog: z.strictObject({ body: body.optional() }).optional(),
  internal: z.strictObject({ subject: subject.optional(), body: body.optional() }).optional(),
});

const content = {
  name,
  description,
  recipientType: z.enum(recipientTypes),
  recipients: z.array(uuid).max(500).default([]),
  recipientAttribute: line(1, 200).nullable().default(null),
  channels: z.array(channelInput).min(1).max(channels.length),
  frequency: duration.nullable().default(null),
  repetitions: z.number().int().min(1).max(1_000_000).nullable().default(null),
  templates: templates.default({}),
};

export const profileInput = z
  .strictObject(content)
  .superRefine((profile, context) => {
    const fault = (path: (string | number)[], code: string, message: string) =>
      context.addIssue({ code: 'custom', path, message, params: { code } });
    const needsRecipients = ['user', 'group', 'role'].includes(profile.recipientType);
    if (needsRecipients && profile.recipients.length === 0) {
      fault(['recipients'], 'required', `at least one ${profile.recipientType} is needed`);
    }
    if (!needsRecipients && profile.recipients.length > 0) {
      fault(['recipients'], 'wrong_value', 'only for the recipient types user, group and role');
    }
    if ((profile.recipientType === 'object') !== (profile.recipientAttribute !== null)) {
      fault(['recipientAttribute'], 'wrong_value', 'needed for the recipient type object, and only there');
    }
    profile.channels.forEach(({ type }, index) => {
      if (profile.recipientType === 'none' && addressing[type] !== 'none') {
        fault(['channels', index, 'type'], 'wrong_value', 'the recipient type none is only for webhook and eventLog');
      }
      if (profile.channels.findIndex((other) => other.type === type) !== index) {
        fault(['channels', index, 'type'], 'wrong_value', 'each channel can be there once');
      }
    });
  })
  .openapi('NotificationProfileInput');

export type ProfileInput = z.output<typeof profileInput>;

export const profileView = z
  .strictObject({
    uuid,
    ...content,
    description: z.string(),
    recipients: z.array(uuid),
    recipientAttribute: z.string().nullable(),
    channels: z.array(channelView),
    frequency: z.string().nullable(),
    repetitions: z.number().int().nullable(),
    templates,
    version: z.number().int(),
    revision: z.number().int(),
    createdAt: isoDate,
    updatedAt: isoDate,
  })
  .openapi('NotificationProfile');

/** A saved profile, or templates and channels that are not saved yet. */
export const previewInput = z
  .strictObject({
    profileUuid: uuid.optional(),
    draft: z
      .strictObject({
        channels: z.array(z.enum(channels)).min(1).max(channels.length),
        templates: templates.default({}),
      })
      .optional(),
    event: z.enum(eventCodes),
    certificateUuid: uuid.optional(),
  })
  .refine(
    ({ profileUuid, draft }) => (profileUuid === undefined) !== (draft === undefined),
    'one of profileUuid and draft is needed',
  )
  .openapi('NotificationPreviewInput');

export const previewView = z
  .strictObject({
    notices: z.array(
      z.strictObject({
        channel: z.enum(channels),
        subject: z.string(),
        /** A webhook's is the body of its request. */
        text: z.string(),
        html: z.string().nullable(),
        defaultTextUsed: z.boolean(),
      }),
    ),
  })
  .openapi('NotificationPreview');

export const testInput = z
  .strictObject({
    channel: z.enum(channels),
    recipient: z.union([uuid, email]).nullable().default(null).openapi({
      description: 'An address for email, the uuid of a user for internal, null for webhook and eventLog.',
    }),
    event: z.enum(eventCodes).default('certificate_expiring'),
  })
  .openapi('NotificationTestInput');

export const testView = z
  .strictObject({
    outcome: z.enum(['delivered', 'failed']),
    code: z.string().nullable(),
    message: z.string().nullable(),
  })
  .openapi('NotificationTest');

function isSigningSecret(text: string): boolean {
  const coded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  if (coded === undefined) return false;
  const bytes = Buffer.from(coded, 'base64');
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === coded;
}
