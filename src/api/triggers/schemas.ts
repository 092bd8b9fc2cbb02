import { eventCodes } from '../../domain/events/catalogue';
import type { ActionTargets } from '../../domain/actions/check';
import { maskActionSecrets } from '../../domain/actions/secrets';
import type { Trigger } from '../../domain/triggers/trigger';
import { conditionOrNull } from '../conditions/schemas';
import { actionInput, actionJson, actionList } from './action-schemas';
import { description, fault, isoDate, name, uuid, z } from '../http/schemas';

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
  version: z.number().int(),
  createdAt: isoDate,
  updatedAt: isoDate,
};
export const triggerView = z.strictObject(view).openapi('Trigger');
export const savedTriggerView = z.strictObject({ ...view, warnings: z.array(fault) }).openapi('SavedTrigger', {
  description: '`warnings` name codes that Certloom has not seen so far. The trigger is saved all the same.',
});

export function toTriggerView(trigger: Trigger, targets: Pick<ActionTargets, 'attributesByName'>) {
  return {
    ...trigger,
    actions: trigger.actions.map((action) => actionJson(maskActionSecrets(action, targets.attributesByName))),
  };
}
