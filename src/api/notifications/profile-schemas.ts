import { eventCodes } from '../../domain/events/catalogue';
import { includeNothing } from '../../domain/notifications/included';
import { channels } from '../../domain/notifications/profile';
import { profileWarningCodes } from '../../domain/notifications/profile-warnings';
import { channelInput, channelView } from './channel-schemas';
import {
  anyDuration,
  checkFields,
  escalationSteps,
  include,
  mode,
  ownRule,
  quietHours,
  stepText,
} from './profile-fields';
import { recipients } from '../expiration/schemas';
import { besideMany, description, email, isoDate, name, orNull, usedBy, uuid, z } from '../http/schemas';

const subject = z.string().min(1).max(1_000);
const body = z.string().min(1).max(100_000);
const texts = z
  .strictObject({ subject: subject.optional(), body: body.optional() })
  .openapi('TextTemplates')
  .optional();
/** A webhook's body is fixed, so it has no template. */
const templates = z
  .strictObject({
    email: z
      .strictObject({ subject: subject.optional(), body: body.optional(), html: body.optional() })
      .openapi('EmailTemplates')
      .optional(),
    eventLog: z.strictObject({ body: body.optional() }).openapi('EventLogTemplates').optional(),
    internal: texts,
    slack: texts,
    teams: texts,
    pagerDuty: texts,
  })
  .openapi('Templates');

const frequency = anyDuration.nullable().openapi({
  description: 'The least time between two notices of a monitoring event about the same certificate.',
});
const repetitions = z.number().int().min(1).max(1_000_000).nullable().openapi({
  description:
    'At most this many notices of a monitoring event about the same certificate; per step if there are steps.',
});

const content = {
  name,
  description,
  ...ownRule,
  channels: z.array(channelInput).min(1).max(channels.length),
  frequency: frequency.default(null),
  repetitions: repetitions.default(null),
  escalationSteps: escalationSteps.default([]),
  quietHours: orNull(quietHours).default(null),
  include: include.default(includeNothing),
  mode: mode.default('single'),
  templates: templates.default({}),
};

export const profileInput = z
  .strictObject(content)
  .superRefine((profile, context) =>
    checkFields(profile, (path, code, message) =>
      context.addIssue({ code: 'custom', path, message, params: { code } }),
    ),
  )
  .openapi('NotificationProfileRequest');

export type ProfileInput = z.output<typeof profileInput>;

const versionedView = {
  recipientType: ownRule.recipientType,
  recipients: z.array(z.string()),
  recipientNames: besideMany,
  recipientAttribute: z.string().nullable(),
  frequency: z.string().nullable(),
  repetitions: z.number().int().nullable(),
  escalationSteps,
  quietHours: orNull(quietHours),
  include,
  mode,
  templates,
};

export const profileView = z
  .strictObject({
    uuid,
    name,
    description: z.string(),
    ...versionedView,
    channels: z.array(channelView),
    version: z.number().int(),
    revision: z.number().int(),
    createdAt: isoDate,
    updatedAt: isoDate,
    usedBy: z.array(usedBy).openapi({ description: 'Triggers that name it, at most 20.' }),
    warnings: z
      .array(
        z
          .strictObject({
            code: z.enum(profileWarningCodes),
            detail: z.string(),
            pointer: z.string().optional(),
          })
          .openapi('ProfileWarning'),
      )
      .openapi({
        description:
          'Settings that are allowed but probably not intended, and recipients that get nothing as things stand now. `pointer` is a JSON Pointer into the profile.',
      }),
  })
  .openapi('NotificationProfile');

export const versionView = z
  .strictObject({
    version: z.number().int(),
    savedAt: isoDate,
    ...versionedView,
    channels: z.array(z.looseObject({ type: z.enum(channels) }).openapi('ChannelOfVersion')).openapi({
      description: 'The settings, without secrets and without URLs that are secret.',
    }),
  })
  .openapi('NotificationProfileVersion');

/** A saved profile, or templates and channels that are not saved yet. */
export const previewInput = z
  .strictObject({
    profileUuid: uuid.optional(),
    draft: z
      .strictObject({
        channels: z.array(z.enum(channels)).min(1).max(channels.length),
        include: include.default(includeNothing),
        mode: mode.default('single'),
        templates: templates.default({}),
      })
      .openapi('NotificationDraft')
      .optional(),
    event: z.enum(eventCodes),
    certificateUuid: uuid.optional().openapi({
      description:
        'A certificate of the inventory; needs the permission certificates:read. Left out: a made-up certificate.',
    }),
    step: stepText.nullable().default(null).openapi({
      description: 'As if this escalation step had just begun: the texts tell the time that is left then.',
    }),
  })
  .refine(
    ({ profileUuid, draft }) => (profileUuid === undefined) !== (draft === undefined),
    'either profileUuid or draft is needed, and not both',
  )
  .openapi('NotificationPreviewRequest');

export const previewView = z
  .strictObject({
    notices: z.array(
      z
        .strictObject({
          channel: z.enum(channels),
          subject: z.string(),
          text: z.string().openapi({ description: 'For a webhook, the body of its request.' }),
          html: z.string().nullable(),
          defaultTextUsed: z.boolean(),
          sent: z.string().nullable().openapi({
            description:
              'For a webhook, Slack, Teams and PagerDuty, the JSON that goes to the receiver, with ids of a made-up delivery and `[set]` for a routing key; null for channels that send texts.',
          }),
        })
        .openapi('PreviewedNotice'),
    ),
    recipients: orNull(
      recipients,
      'Whom the profile tells, at the step where one is given; of a made-up certificate without owner and groups. Null for a draft.',
    ),
  })
  .openapi('NotificationPreview');

export const testInput = z
  .strictObject({
    channel: z.enum(channels),
    recipient: z
      .union([uuid, email])
      .nullable()
      .default(null)
      .openapi({
        type: ['string', 'null'],
        description:
          'An e-mail address for email, the uuid or the username of a user for internal, null for all other channels.',
      }),
    event: z.enum(eventCodes).default('certificate_expiring'),
  })
  .openapi('NotificationTestRequest');

export const testView = z
  .strictObject({
    outcome: z.enum(['delivered', 'failed']),
    code: z.string().nullable(),
    message: z.string().nullable(),
  })
  .openapi('NotificationTest');
