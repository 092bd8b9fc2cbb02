import { parseDuration } from '../../domain/values/duration';
import { digestChannels } from '../../domain/notifications/digest-item';
import { misplacedStep } from '../../domain/notifications/escalation';
import { parseStep } from '../../domain/notifications/step';
import { addressing, recipientTypes, weekdays, type Channel } from '../../domain/notifications/profile';
import { isTimeZone } from '../../domain/notifications/quiet-hours';
import { besideMany, line, uuid, z } from '../http/schemas';

/** A positive ISO 8601 duration. */
export const anyDuration = z
  .string()
  .max(60)
  .refine(
    (text) => parseDuration(text) !== undefined,
    'a positive ISO 8601 duration of at most P100Y is expected, such as P1D',
  );

/** Where an escalation step begins: a duration, or a share of the lifetime. */
export const stepText = z
  .string()
  .max(60)
  .refine(
    (text) => parseStep(text) !== undefined,
    'a positive ISO 8601 duration of at most P100Y is expected, such as P7D, or a share of the lifetime from 1% to 100%',
  );

const recipients = z.array(uuid).max(500).default([]);
const recipientAttribute = line(1, 200).nullable().default(null);
/** The profile's own rule; the type `none` is not for steps. */
export const ownRule = {
  recipientType: z.enum(recipientTypes),
  recipients,
  recipientNames: besideMany,
  recipientAttribute,
} as const;

const addedRule = z
  .strictObject({ ...ownRule, recipientType: z.enum(recipientTypes).exclude(['none']) })
  .openapi('RecipientRule');

export const escalationSteps = z
  .array(
    z
      .strictObject({
        before: stepText.openapi({
          description:
            'The step begins this long before notAfter: an ISO 8601 duration, or a share of the lifetime such as `20%`.',
          example: 'P7D',
        }),
        addRecipients: z.array(addedRule).max(10).default([]).openapi({
          description: 'Notified from this step on, in addition to the recipients of the profile and of earlier steps.',
        }),
      })
      .openapi('EscalationStep'),
  )
  .max(20)
  .openapi({
    description: 'From the longest to the shortest time. Each step notifies once. Only monitoring events use them.',
  });

const timeOfDay = z
  .string()
  .max(5)
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time such as 22:00 is expected');

export const quietHours = z
  .strictObject({
    timeZone: z
      .string()
      .max(64)
      .refine((text) => isTimeZone(text), 'the name of an IANA time zone is expected, such as Europe/Berlin'),
    from: timeOfDay,
    to: timeOfDay.openapi({ description: 'Exclusive. Earlier than `from`: the window runs past midnight.' }),
    days: z.array(z.enum(weekdays)).max(7).default([]).openapi({
      description: 'The days on which a window begins. Empty: every day.',
    }),
  })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must differ from `from`, or the window has no end' })
  .refine(({ days }) => new Set(days).size === days.length, {
    path: ['days'],
    message: 'each day can appear only once',
  })
  .openapi('QuietHours', { description: 'Notices inside the window are held back and sent when it ends.' });

export const include = z
  .strictObject({
    customAttributes: z.boolean().default(false),
    metadata: z.boolean().default(false),
    associations: z.boolean().default(false).openapi({ description: 'The names of groups, RA profile and owner.' }),
  })
  .openapi('IncludedData', { description: 'Sent along with the payload of the event. Secret values never are.' });

export const mode = z.enum(['single', 'digest']).openapi({
  description:
    '`digest`: one message with a table per recipient and scan, instead of one per certificate. Only monitoring ' +
    'events use digests; other events send one message each. Only for email, internal, slack and teams. Changes of ' +
    'status that follow from a CA are collected in either mode.',
});

interface Rule {
  readonly recipientType: (typeof recipientTypes)[number];
  readonly recipients: readonly string[];
  readonly recipientAttribute: string | null;
}

interface Fields extends Rule {
  readonly channels: readonly { readonly type: Channel }[];
  readonly escalationSteps: readonly { readonly before: string; readonly addRecipients: readonly Rule[] }[];
  readonly mode: 'single' | 'digest';
}

export type FieldFault = (path: (string | number)[], code: string, message: string) => void;

/** What no single field can know: how recipients, channels, steps and mode fit together. */
export function checkFields(profile: Fields, fault: FieldFault): void {
  checkRule(profile, [], fault);
  const { channels, escalationSteps: steps } = profile;
  channels.forEach(({ type }, index) => {
    const path = ['channels', index, 'type'];
    if (profile.recipientType === 'none' && addressing[type] !== 'none') {
      fault(path, 'wrong_value', 'e-mail and internal go to people, so the recipient type cannot be none');
    }
    if (channels.findIndex((other) => other.type === type) !== index) {
      fault(path, 'wrong_value', 'each channel can appear only once');
    }
    if (profile.mode === 'digest' && !digestChannels.includes(type)) {
      fault(path, 'wrong_value', `digests are only for ${digestChannels.join(', ')}`);
    }
  });
  const misplaced = misplacedStep(steps.map(({ before }) => before));
  if (misplaced !== undefined) {
    const longer = steps[misplaced.behind]?.before ?? '';
    fault(
      ['escalationSteps', misplaced.index, 'before'],
      'wrong_order',
      `must be shorter than ${longer} before it, whatever the length of the month`,
    );
  }
  steps.forEach(({ addRecipients }, step) => {
    if (profile.recipientType === 'none' && addRecipients.length > 0) {
      fault(['escalationSteps', step, 'addRecipients'], 'wrong_value', 'not allowed with the recipient type none');
    }
    addRecipients.forEach((rule, index) => checkRule(rule, ['escalationSteps', step, 'addRecipients', index], fault));
  });
}

function checkRule(rule: Rule, path: (string | number)[], fault: FieldFault): void {
  const needsRecipients = ['user', 'group', 'role'].includes(rule.recipientType);
  if (needsRecipients && rule.recipients.length === 0) {
    fault([...path, 'recipients'], 'required', `at least one ${rule.recipientType} is needed`);
  }
  if (!needsRecipients && rule.recipients.length > 0) {
    fault([...path, 'recipients'], 'wrong_value', 'only for the recipient types user, group and role');
  }
  if ((rule.recipientType === 'object') !== (rule.recipientAttribute !== null)) {
    fault(
      [...path, 'recipientAttribute'],
      'wrong_value',
      'needed with the recipient type object, and not allowed with others',
    );
  }
}
