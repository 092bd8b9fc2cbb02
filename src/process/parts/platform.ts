import { createApiKeyRoutes, type ApiKeyRouteDeps } from '../../api/identity/api-keys';
import { createAuditLogRoutes, type AuditLogRouteDeps } from '../../api/audit/audit-log';
import { createCustomAttributeRoutes, type CustomAttributeRouteDeps } from '../../api/attributes/custom-attributes';
import { createGroupRoutes, type GroupRouteDeps } from '../../api/identity/groups';
import { createRaProfileRoutes, type RaProfileRouteDeps } from '../../api/authorities/ra-profiles';
import { createRoleRoutes, type RoleRouteDeps } from '../../api/identity/roles';
import type { Route } from '../../api/http/route';
import { createSettingsRoutes, type SettingsRouteDeps } from '../../api/settings/settings';
import { createUserRoutes, type UserRouteDeps } from '../../api/identity/users';

export type PlatformRouteDeps = ApiKeyRouteDeps &
  AuditLogRouteDeps &
  CustomAttributeRouteDeps &
  GroupRouteDeps &
  RaProfileRouteDeps &
  RoleRouteDeps &
  SettingsRouteDeps &
  UserRouteDeps;

/** The routes around the event side: users, roles, keys, groups, RA profiles, attributes, settings, audit log. */
export function createPlatformRoutes(deps: PlatformRouteDeps): Route[] {
  return [
    ...createUserRoutes(deps),
    ...createRoleRoutes(deps),
    ...createApiKeyRoutes(deps),
    ...createGroupRoutes(deps),
    ...createRaProfileRoutes(deps),
    ...createCustomAttributeRoutes(deps),
    ...createSettingsRoutes(deps),
    ...createAuditLogRoutes(deps),
  ];
}
