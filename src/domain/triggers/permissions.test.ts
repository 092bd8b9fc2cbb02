import type { Action } from '../actions/action';
import { permissionsOfAction, permissionsOfPlace, permissionsOfTrigger } from './permissions';

const common = { id: '1', enabled: true, onError: 'continue' } as const;
const actions: Readonly<Record<Action['type'], Action>> = {
  setGroups: { ...common, type: 'setGroups', groups: [], mode: 'replace' },
  setRaProfile: { ...common, type: 'setRaProfile', raProfile: null },
  setOwner: { ...common, type: 'setOwner', owner: '$actor' },
  setCustomAttribute: { ...common, type: 'setCustomAttribute', attribute: 'site', content: null },
  sendNotification: { ...common, type: 'sendNotification', profiles: ['p'] },
  runScript: { ...common, type: 'runScript', script: 's', version: 'latest', parameters: {}, wait: true },
  startWorkflow: { ...common, type: 'startWorkflow', definition: 'd', data: {} },
};

it.each([
  ['setGroups', 'certificates:write'],
  ['setRaProfile', 'certificates:write'],
  ['setOwner', 'certificates:write'],
  ['setCustomAttribute', 'certificates:write'],
  ['sendNotification', 'notification-profiles:read'],
  ['runScript', 'scripts:execute'],
  ['startWorkflow', 'builder:execute'],
] as const)('%s needs %s', (type, permission) => {
  expect(permissionsOfAction(actions[type])).toEqual([permission]);
});

it.each([
  { name: 'ignore trigger without profiles', actions: [], notificationProfiles: [], needed: [] },
  {
    name: 'ignore trigger with profiles',
    actions: [],
    notificationProfiles: ['p', 'q'],
    needed: ['notification-profiles:read'],
  },
  {
    name: 'several actions, each permission once',
    actions: [actions.setOwner, actions.sendNotification, actions.setGroups],
    notificationProfiles: [],
    needed: ['certificates:write', 'notification-profiles:read'],
  },
])('$name', ({ needed, ...trigger }) => expect(permissionsOfTrigger(trigger)).toEqual(needed));

it.each([
  ['settings', ['trigger-sets:write']],
  ['groups', ['trigger-sets:write', 'groups:write']],
  ['raProfiles', ['trigger-sets:write', 'ra-profiles:write']],
  ['discoveries', ['trigger-sets:write', 'discoveries:write']],
] as const)('a set at %s needs %j', (resource, needed) => expect(permissionsOfPlace(resource)).toEqual(needed));
