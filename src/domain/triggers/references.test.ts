import type { Action } from '../actions/action';
import { referenceKeys, referencesIn } from './references';

const common = { enabled: true, onError: 'continue' } as const;
const actions: Action[] = [
  { ...common, id: '1', type: 'setGroups', groups: ['g1', 'g2'], mode: 'add' },
  { ...common, id: '2', type: 'setRaProfile', raProfile: null },
  { ...common, id: '3', type: 'setOwner', owner: '$actor' },
  { ...common, id: '4', type: 'setOwner', owner: 'u' },
  { ...common, id: '5', type: 'setCustomAttribute', attribute: 'a', copyFrom: { source: 'meta', field: 'm' } },
  { ...common, id: '6', type: 'setCustomAttribute', attribute: 'a', copyFrom: { source: 'custom', field: 'b' } },
];

it('names everything with its place', () => {
  const found = referencesIn({ actions, notificationProfiles: ['p'] });
  expect(found.map(({ kind, key, pointer }) => `${pointer} ${kind} ${key}`)).toEqual([
    '/actions/0/groups/0 group g1',
    '/actions/0/groups/1 group g2',
    '/actions/3/owner user u',
    '/actions/4/name customAttribute a',
    '/actions/5/name customAttribute a',
    '/actions/5/copyFrom/field customAttribute b',
    '/notificationProfiles/0 notificationProfile p',
  ]);
});

it('keeps each key once, with attributes that the condition looks at', () => {
  const condition = {
    any: [
      { not: { source: 'custom', field: 'c', operator: 'EMPTY' } },
      { source: 'property', field: 'GROUP_NAME', operator: 'EMPTY' },
      { all: [{ source: 'custom', field: 'a', operator: 'EMPTY' }] },
    ],
  } as const;
  expect(referenceKeys({ actions, notificationProfiles: [], condition })).toEqual([
    'customAttribute:a',
    'customAttribute:b',
    'customAttribute:c',
    'group:g1',
    'group:g2',
    'user:u',
  ]);
});
