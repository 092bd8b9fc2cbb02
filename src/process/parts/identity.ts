import { createApiKeyRoutes } from '../../api/identity/api-keys';
import { createGroupRoutes } from '../../api/identity/groups';
import { createRoleRoutes } from '../../api/identity/roles';
import { createUserRoutes } from '../../api/identity/users';
import { createDeletionHooks } from '../../services/identity/deletion';
import type { CreatePart } from './part';

export const identityPart: CreatePart = ({ foundation: { stores, now } }) => ({
  name: 'identity',
  routes: () => {
    const { users, roles, groups, apiKeys } = stores;
    const deps = { users, roles, groups, apiKeys, now, ...createDeletionHooks(stores) };
    return [
      ...createUserRoutes(deps),
      ...createRoleRoutes(deps),
      ...createApiKeyRoutes(deps),
      ...createGroupRoutes(deps),
    ];
  },
});
