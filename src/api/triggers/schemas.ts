import type { ActionTargets } from '../../domain/actions/check';
import { eventCodes } from '../../domain/events/catalogue';
import { maskActionSecrets } from '../../domain/actions/secrets';
import type { SetPlace, Trigger, TriggerSet } from '../../domain/triggers/trigger';
import { conditionOrNull } from '../conditions/schemas';
import { actionInput, actionJson, actionList } from './action-schemas';
import { messageLimits } from '../../domain/triggers/uploader-message';
import { besideMany, description, fault, isoDate, name, text, uuid, z } from '../http/schemas';

export const eventCode = z.enum(eventCodes);

const condition = conditionOrNull('When the trigger matches. Null: always.');

export const triggerInput = z
  .strictObject({
    name,
    description,
    event: eventCode,
    kind: z.enum(['ignore', 'action']),
    enabled: z.boolean().default(true),
    condition: condition.optional(),
    actions: z.array(actionInput).max(100).default([]),
    notificationProfiles: z.array(uuid).max(50).default([]).openapi({
      description: 'Told when an ignore trigger matches. An action trigger has `sendNotification` actions instead.',
    }),
    notificationProfileNames: besideMany,
    message: text(messageLimits.template).nullable().default(null).openapi({
      description:
        'What an ignore trigger of uploads tells the uploader: a Liquid template with `certificate`, `trigger.name` and `uploader.name`. It is in the answer and kept nowhere.',
    }),
  })
  .openapi('TriggerRequest');
export type TriggerInput = z.output<typeof triggerInput>;

const view = {
  uuid: z.string(),
  name: z.string(),
  description: z.string(),
  /** A later event code is shown as it is. */
  event: z.string(),
  kind: z.enum(['ignore', 'action']),
  enabled: z.boolean(),
  condition,
  actions: actionList,
  notificationProfiles: z.array(z.string()),
  notificationProfileNames: besideMany,
  message: z.string().nullable(),
  version: z.number().int(),
  createdAt: isoDate,
  updatedAt: isoDate,
};
const attachedTo = z
  .array(
    z
      .strictObject({
        event: z.string(),
        resource: z.string(),
        objectUuid: z.string().nullable(),
        name: z.string().nullable().openapi({ description: 'Of the object; null for the platform.' }),
      })
      .openapi('TriggerAttachment'),
  )
  .openapi({ description: 'The trigger sets that hold it, at most 100. It does nothing while there are none.' });
export const triggerView = z.strictObject({ ...view, attachedTo }).openapi('Trigger');
/** As it was saved; where it is attached has nothing to do with a version. */
export const triggerVersionView = z.strictObject(view).openapi('TriggerVersion');
export const savedTriggerView = z
  .strictObject({ ...view, attachedTo, warnings: z.array(fault) })
  .openapi('SavedTrigger', {
    description:
      '`warnings` name what can never match as things stand: codes, names and options that nothing has, values that nothing can have, parts of the condition that contradict each other, and fields that are gone. The trigger is saved all the same.',
  });

type Targets = Pick<ActionTargets, 'attributesByName' | 'groups' | 'raProfiles'>;

export function toTriggerView(trigger: Trigger, targets: Targets, holders: readonly TriggerSet[]) {
  return {
    ...toTriggerVersion(trigger, targets),
    attachedTo: holders.map(({ event, place }) => ({ event, ...place, name: nameOf(place, targets) })),
  };
}

export function toTriggerVersion(trigger: Trigger, { attributesByName }: Pick<Targets, 'attributesByName'>) {
  return {
    ...trigger,
    message: trigger.message ?? null,
    actions: trigger.actions.map((action) => actionJson(maskActionSecrets(action, attributesByName))),
  };
}

function nameOf({ resource, objectUuid }: SetPlace, { groups, raProfiles }: Targets): string | null {
  if (objectUuid === null) return null;
  return (
    (resource === 'groups' ? groups : resource === 'raProfiles' ? raProfiles : undefined)?.get(objectUuid)?.name ?? null
  );
}
