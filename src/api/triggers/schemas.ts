import { eventCodes } from '../../domain/events/catalogue';
import type { ActionTargets } from '../../domain/actions/check';
import { maskActionSecrets } from '../../domain/actions/secrets';
import type { Trigger } from '../../domain/triggers/trigger';
import { actionInput, actionJson } from './action-schemas';
import { description, fault, isoDate, name, uuid, z } from '../http/schemas';

export const eventCode = z.enum(eventCodes);

/** The tree is checked by its own validator, which names every fault by its pointer. */
const condition = z.unknown().openapi({
  type: ['object', 'null'],
  description:
    'Groups `{all: []}`, `{any: []}`, `{not: {}}` over leaves `{source, field, operator, value}`. Null: always.',
});

export const triggerInput = z.strictObject({
  name,
  description,
  event: eventCode,
  kind: z.enum(['ignore', 'action']),
  enabled: z.boolean().default(true),
  condition: condition.optional(),
  actions: z.array(actionInput).max(100).default([]),
  notificationProfiles: z.array(uuid).max(50).default([]),
});
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
  actions: z.array(z.looseObject({ id: z.string(), type: z.string() })),
  notificationProfiles: z.array(z.string()),
  version: z.number().int(),
  createdAt: isoDate,
  updatedAt: isoDate,
};
export const triggerView = z.strictObject(view).openapi('Trigger');
export const savedTriggerView = z
  .strictObject({ ...view, warnings: z.array(fault) })
  .openapi('SavedTrigger', { description: 'Warnings name codes that nobody has seen so far; they refuse nothing.' });

export function toTriggerView(trigger: Trigger, targets: Pick<ActionTargets, 'attributesByName'>) {
  return {
    ...trigger,
    actions: trigger.actions.map((action) => actionJson(maskActionSecrets(action, targets.attributesByName))),
  };
}
