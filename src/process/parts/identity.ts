import { hostname } from 'node:os';
import { createApiKeyRoutes } from '../../api/identity/api-keys';
import { createGroupRoutes } from '../../api/identity/groups';
import { createInUseRoute, type UsedResource } from '../../api/identity/in-use';
import { createRoleRoutes } from '../../api/identity/roles';
import { createUserRoutes } from '../../api/identity/users';
import { createAddressChangeLog } from '../../services/identity/address-changes';
import { profileUsers } from '../../services/approvals/profile-users';
import { createDeletionHooks } from '../../services/identity/deletion';
import type { Stores } from '../../store/stores';
import type { CreatePart } from './part';

export const identityPart: CreatePart = ({ foundation: { stores, now }, notifications }) => ({
  name: 'identity',
  routes: () => {
    const { users, roles, groups, apiKeys, sessions, passwords, identities, approvalProfiles } = stores;
    const onAddressChanged = createAddressChangeLog({
      writeEntry: (entry) => notifications.eventLog.write(entry),
      host: hostname(),
      now,
    });
    const deps = {
      users,
      roles,
      groups,
      apiKeys,
      sessions,
      passwords,
      identities,
      approvalProfiles,
      now,
      onAddressChanged,
      ...createDeletionHooks(stores, now),
    };
    return [
      ...createUserRoutes(deps),
      ...createRoleRoutes(deps),
      ...createApiKeyRoutes(deps),
      ...createGroupRoutes(deps),
      createInUseRoute({
        referencesOf: deps.referencesOf,
        approvalProfileUsers: profileUsers(stores),
        nameOf: createNames(stores),
      }),
    ];
  },
});

/** Names of objects by their resources in the API. */
function createNames(stores: Stores) {
  const named: Readonly<Record<UsedResource, (uuid: string) => Promise<string>>> = {
    groups: async (uuid) => (await stores.groups.get(uuid)).name,
    users: async (uuid) => (await stores.users.get(uuid)).username,
    roles: async (uuid) => (await stores.roles.get(uuid)).name,
    raProfiles: async (uuid) => (await stores.raProfiles.get(uuid)).name,
    authorities: async (uuid) => (await stores.authorities.get(uuid)).name,
    certificateProfiles: async (uuid) => (await stores.certificateProfiles.get(uuid)).name,
    approvalProfiles: async (uuid) => (await stores.approvalProfiles.get(uuid)).name,
    customAttributes: async (uuid) => (await stores.customAttributes.get(uuid)).name,
  };
  return (resource: UsedResource, uuid: string) => named[resource](uuid);
}
