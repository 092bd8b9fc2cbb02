import { hostname } from 'node:os';
import { createApiKeyRoutes } from '../../api/identity/api-keys';
import { createGroupRoutes } from '../../api/identity/groups';
import { createRoleRoutes } from '../../api/identity/roles';
import { createUserRoutes } from '../../api/identity/users';
import { createAddressChangeLog } from '../../services/identity/address-changes';
import { createDeletionHooks } from '../../services/identity/deletion';
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
    ];
  },
});
