import { parseMailbox } from '../../delivery/channels/email';
import { secretLimit } from '../../domain/notifications/webhook-secrets';
import { duration } from '../http/durations';
import { isoDate, line, orNull, z } from '../http/schemas';

const mailbox = line(1, 320).refine(
  (text) => parseMailbox(text) !== undefined,
  'an e-mail address or `Name <address>` is expected',
);

/** Standard Webhooks: `whsec_` and the base64 of 24 to 64 bytes. */
const signingSecret = z
  .string()
  .max(100)
  .refine((text) => isSigningSecret(text), 'whsec_ followed by the base64 of 24 to 64 bytes is expected')
  .openapi({ writeOnly: true });

const keeps = 'Write-only. Left out of an update: stays as it is.';
/** An address that is a secret as a whole. */
const secretUrl = z.url().max(2_000).optional().openapi({ writeOnly: true, description: keeps });

const emailChannel = z
  .strictObject({
    type: z.literal('email'),
    from: mailbox.optional(),
    replyTo: mailbox.optional(),
  })
  .openapi('EmailChannel');
const eventLogChannel = z
  .strictObject({
    type: z.literal('eventLog'),
    eventId: z.number().int().min(0).max(65_535).optional(),
    level: z.enum(['Error', 'Warning', 'Information']).optional(),
    source: line(1, 64).optional(),
  })
  .openapi('EventLogChannel');
const internalChannel = z.strictObject({ type: z.literal('internal') }).openapi('InternalChannel');
const webhook = { type: z.literal('webhook'), url: z.url().max(2_000) } as const;
const pagerDuty = {
  type: z.literal('pagerDuty'),
  severity: z.enum(['critical', 'error', 'warning', 'info']).optional().openapi({
    description: 'Left out: derived from the event.',
  }),
  endpoint: z
    .url()
    .max(2_000)
    .refine((text) => !/[?#]/.test(text), 'a URL without query and fragment is expected')
    .optional()
    .openapi({
      description: 'For another service region (https://events.eu.pagerduty.com) or a compatible receiver.',
    }),
} as const;

/** One schema per channel; each at most once in a profile, because the channel is part of the delivery key. */
export const channelInput = z
  .discriminatedUnion('type', [
    emailChannel,
    z
      .strictObject({
        ...webhook,
        secrets: z.array(signingSecret).min(1).max(secretLimit).optional().openapi({
          writeOnly: true,
          description:
            'Write-only. All of them sign, so that a receiver has time to switch. Left out of an update: stay as they are.',
        }),
      })
      .openapi('WebhookChannelRequest'),
    eventLogChannel,
    internalChannel,
    z.strictObject({ type: z.literal('slack'), url: secretUrl }).openapi('SlackChannelRequest'),
    z.strictObject({ type: z.literal('teams'), url: secretUrl }).openapi('TeamsChannelRequest'),
    z
      .strictObject({
        ...pagerDuty,
        routingKey: z
          .string()
          .max(64)
          .regex(/^[A-Za-z0-9_-]{16,64}$/, 'the integration key of an Events API v2 integration is expected')
          .optional()
          .openapi({ writeOnly: true, description: keeps }),
      })
      .openapi('PagerDutyChannelRequest'),
  ])
  .openapi('ChannelRequest');

export type ChannelInput = z.output<typeof channelInput>;

/** The host of a URL that is a secret; null when the master key cannot open it. */
const host = z.string().nullable();

const disabledChannel = z
  .strictObject({ at: isoDate, reason: z.string(), sinceVersion: z.number().int().nullable() })
  .openapi('DisabledChannel');

/** What is shown of them: never a secret. */
export const channelView = z
  .discriminatedUnion('type', [
    emailChannel,
    z
      .strictObject({
        ...webhook,
        secretCount: z.number().int().openapi({ description: 'How many secrets sign now.' }),
        overlapEndsAt: isoDate.nullable().openapi({ description: 'When the replaced secrets stop signing.' }),
        disabled: orNull(
          disabledChannel,
          'Set after the receiver answered 410 Gone: nothing is sent until you enable the webhook again.',
        ),
      })
      .openapi('WebhookChannel'),
    eventLogChannel,
    internalChannel,
    z.strictObject({ type: z.literal('slack'), host }).openapi('SlackChannel'),
    z.strictObject({ type: z.literal('teams'), host }).openapi('TeamsChannel'),
    z.strictObject({ ...pagerDuty, routingKey: z.literal('[set]') }).openapi('PagerDutyChannel'),
  ])
  .openapi('Channel');

export const rotationInput = z
  .strictObject({ overlap: duration('PT1M', 'P90D').default('P1D') })
  .default({ overlap: 'P1D' })
  .openapi('WebhookSecretRotationRequest');

export const rotationView = z
  .strictObject({
    secret: z.string().openapi({ description: 'The new secret. It is shown only here.' }),
    secretCount: z.number().int(),
    overlapEndsAt: isoDate.nullable(),
    version: z.number().int(),
    revision: z.number().int(),
  })
  .openapi('WebhookSecretRotation');

function isSigningSecret(text: string): boolean {
  const coded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  if (coded === undefined) return false;
  const bytes = Buffer.from(coded, 'base64');
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === coded;
}
