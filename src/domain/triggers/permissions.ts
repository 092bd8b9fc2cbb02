import type { Permission } from '../identity/permissions';
import type { Resource } from '../events/catalogue';
import type { Trigger } from './trigger';
import { isCategorising, type Action, type EffectAction } from '../actions/action';

const effectPermissions: Readonly<Record<EffectAction['type'], Permission>> = {
  sendNotification: 'notification-profiles:read',
  runScript: 'scripts:execute',
  startWorkflow: 'builder:execute',
};

/**
 * What the user who attached a trigger must be allowed for one of its actions: asked when the trigger is attached
 * and again each time the action runs.
 */
export function permissionsOfAction(action: Action): readonly Permission[] {
  if (isCategorising(action)) return ['certificates:write'];
  return [effectPermissions[action.type]];
}

/** All that a trigger asks for, each once: its actions, and the profiles that tell of a rejection. */
export function permissionsOfTrigger(
  trigger: Pick<Trigger, 'actions' | 'notificationProfiles'>,
): readonly Permission[] {
  const needed = new Set(trigger.actions.flatMap((action) => permissionsOfAction(action)));
  if (trigger.notificationProfiles.length > 0) needed.add('notification-profiles:read');
  return [...needed];
}

const placePermissions: Readonly<Partial<Record<Resource, Permission>>> = {
  groups: 'groups:write',
  raProfiles: 'ra-profiles:write',
  discoveries: 'discoveries:write',
};

/** Update permission on the place of a set: an overriding object's own area beside that of the sets. */
export function permissionsOfPlace(resource: Resource): readonly Permission[] {
  const own = placePermissions[resource];
  return own === undefined ? ['trigger-sets:write'] : ['trigger-sets:write', own];
}
