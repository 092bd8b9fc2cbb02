import type { Resource } from '../events/catalogue';
import type { ActionType } from './action';

/** Kinds of subject that each action works on. */
export const resourcesOf: Readonly<Record<ActionType, readonly Resource[] | 'any'>> = {
  setGroups: ['certificates'],
  setRaProfile: ['certificates'],
  setOwner: ['certificates'],
  setCustomAttribute: ['certificates', 'discoveries'],
  sendNotification: 'any',
  runScript: 'any',
  startWorkflow: 'any',
};

export function isForResource(action: ActionType, resource: Resource): boolean {
  const resources = resourcesOf[action];
  return resources === 'any' || resources.includes(resource);
}
