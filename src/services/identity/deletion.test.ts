import { operationOf } from '../../../test/support/operations';
import type { Stores } from '../../store/stores';
import { createDeletionHooks, type DeletedKind } from './deletion';

function hooks() {
  const calls: string[] = [];
  const held = new Set(['groups', 'owner']);
  const note =
    (name: string) =>
    async (...args: unknown[]) =>
      void calls.push([name, ...args].join(' '));
  const stores = {
    triggers: { referencesOf: async (kind: string) => [{ uuid: 't', name: `trigger of ${kind}` }] },
    approvalProfiles: { asking: async () => [{ uuid: 'a', name: 'four eyes' }] },
    profiles: { recipientsOf: async () => [{ uuid: 'p', name: 'people' }] },
    certificates: {
      ofRaProfile: async () => [{ uuid: 'c', name: 'web' }],
      holding: async (field: string) => (held.delete(field) ? [{ uuid: 'c', groups: ['x'], owner: 'x' }] : []),
      leaveGroup: note('leaveGroup'),
      leaveOwner: note('leaveOwner'),
    },
    certificateHistory: { add: async (entries: readonly { event: string }[]) => void calls.push(entries[0]!.event) },
    operations: { openOf: async () => [operationOf('o')] },
    raProfiles: {
      all: async () => [{ uuid: 'r', name: 'servers', authorityInstanceUuid: 'x', certificateProfileUuid: 'x' }],
    },
    discoveries: {
      usingSecret: async () => [{ uuid: 'd', name: 'stores' }],
      ofAuthority: async () => [{ uuid: 'd', name: 'issued' }],
    },
    collections: {
      all: async () => [
        { uuid: 'x', name: 'tagged', query: { not: { source: 'custom', field: 'x', operator: 'EMPTY' } } },
        { uuid: 'y', name: 'all', query: null },
      ],
    },
    connections: {
      all: async () => [
        { uuid: 'k', name: 'tickets', secretRef: 'x', signingSecretRef: null },
        { uuid: 'l', name: 'open', secretRef: null, signingSecretRef: null },
      ],
    },
    identityProviders: {
      all: async () => [
        { uuid: 'i', name: 'corp', secretRef: 'x', roles: [], roleMappings: [{ group: 'g', roles: ['x'] }] },
        { uuid: 'j', name: 'other', secretRef: 'y', roles: ['y'], roleMappings: [] },
      ],
    },
    definitions: {
      withKey: async ({ kind }: { kind: string }) => [{ uuid: kind, name: 'keyed' }],
      all: async () => [
        {
          ...{ uuid: 'w', name: 'flow', published: null },
          draft: {
            content: {
              steps: [
                { type: 'update_attribute', settings: { name: 'x' } },
                { type: 'require_approval', settings: { roles: ['x'], users: ['x'] } },
                { type: 'rest_request', settings: { auth: { secretRef: 'x' } } },
                { type: 'renew_certificate', settings: { authority: 'x', raProfile: 'x' } },
              ],
            },
          },
        },
      ],
    },
    scripts: { usingSecret: async () => [{ uuid: 's', name: 'push' }] },
    jobs: { ofDiscovery: async () => [{ uuid: 'j', name: 'daily' }] },
    triggerSets: { removeOfObject: note('removeSets') },
    calendarFeeds: { remove: note('removeFeed') },
    savedViews: { removeOf: note('removeViews') },
    deletedAttributes: { note: async (uuid: string) => void calls.push(`noteDeleted ${uuid}`) },
  } as unknown as Stores;
  return { calls, ...createDeletionHooks(stores, () => new Date(0)) };
}

describe('what is to be deleted', () => {
  it.each<[DeletedKind, string[]]>([
    ['customAttribute', ['definition', 'trigger', 'collection']],
    ['raProfile', ['trigger', 'definition', 'definition', 'certificate', 'operation']],
    ['group', ['trigger', 'notificationProfile', 'approvalProfile', 'definition']],
    ['user', ['trigger', 'notificationProfile', 'approvalProfile', 'definition']],
    ['role', ['notificationProfile', 'approvalProfile', 'definition', 'identityProvider']],
    ['authority', ['definition', 'raProfile', 'operation', 'discovery']],
    ['discovery', ['scheduledJob', 'definition']],
    ['secret', ['definition', 'discovery', 'script', 'identityProvider', 'connection']],
    ['certificateProfile', ['raProfile']],
  ])('%s is kept by those who name it: %j', async (kind, expected) => {
    const found = await hooks().referencesOf(kind, { uuid: 'x', name: 'x' });
    expect(found.map((one) => one.kind)).toEqual(expected);
  });

  it.each<[DeletedKind, string[]]>([
    ['group', ['updateGroups', 'leaveGroup x c', 'removeSets groups x']],
    ['user', ['updateOwner', 'leaveOwner x c', 'removeFeed x', 'removeViews x']],
    ['raProfile', ['removeSets raProfiles x']],
    ['role', []],
    ['customAttribute', ['noteDeleted x']],
  ])('%s lets go of what hangs on it: %j', async (kind, expected) => {
    const { calls, beforeDeletion } = hooks();
    await beforeDeletion(kind, { uuid: 'x', name: 'X' }, { uuid: 'a', name: 'admin' });
    expect(calls).toEqual(expected);
  });
});
