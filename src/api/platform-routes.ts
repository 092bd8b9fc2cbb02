import { createApiKeyRoutes, type ApiKeyRouteDeps } from './api-keys';
import { createAuditLogRoutes, type AuditLogRouteDeps } from './audit-log';
import { createCustomAttributeRoutes, type CustomAttributeRouteDeps } from './custom-attributes';
import { createGroupRoutes, type GroupRouteDeps } from './groups';
import { createRaProfileRoutes, type RaProfileRouteDeps } from './ra-profiles';
import { createRoleRoutes, type RoleRouteDeps } from './roles';
import type { Route } from './route';
import { createSettingsRoutes, type SettingsRouteDeps } from './settings';
import { createUserRoutes, type UserRouteDeps } from './users';

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
