import { randomUUID } from 'node:crypto';
import { type Role } from '../../domain/identity/user';
import { permissions } from '../../domain/identity/permissions';
import { CertloomError } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import type { RoleStore } from '../../store/identity/roles';
import type { UserStore } from '../../store/identity/users';
import { refuseGranting } from './granting';
import { namedList, namedListQuery } from '../http/named-lists';
import { refuseWhenUsed } from '../http/references';
import { type DeletionHooks } from '../../services/identity/deletion';
import { type Route, defineRoute } from '../http/route';
import { description, name, page, uuidPath, z } from '../http/schemas';

export const permission = z.enum(permissions).openapi('Permission');
const roleBody = z
  .strictObject({ name, description, permissions: z.array(permission).max(permissions.length) })
  .openapi('RoleRequest');

const roleSchema = z
  .strictObject({
    uuid: z.string(),
    name: z.string(),
    description: z.string(),
    permissions: z.array(permission),
    builtIn: z.boolean(),
    revision: z.number().int(),
  })
  .openapi('Role');

export interface RoleRouteDeps extends DeletionHooks {
  readonly users: UserStore;
  readonly roles: RoleStore;
}

const tag = 'Roles';

/** `/roles`. Built-in roles stay as they are; a role holds only permissions that its author has. */
export function createRoleRoutes({ users, roles, referencesOf, beforeDeletion }: RoleRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/roles',
      operationId: 'listRoles',
      tag,
      summary: 'List roles',
      permission: 'roles:read',
      query: namedListQuery,
      responses: { 200: { description: 'A page of roles', schema: page(roleSchema) } },
      handle: (context) => namedList(context, roles),
    }),
    defineRoute({
      method: 'get',
      path: '/roles/{uuid}',
      operationId: 'getRole',
      tag,
      summary: 'Get a role',
      permission: 'roles:read',
      params: uuidPath,
      responses: { 200: { description: 'The role', schema: roleSchema, etag: true } },
      handle: async ({ params }) => replyWith(200, await roles.get(params.uuid)),
    }),
    defineRoute({
      method: 'post',
      path: '/roles',
      operationId: 'createRole',
      tag,
      summary: 'Create a role',
      permission: 'roles:write',
      body: roleBody,
      audit: { operation: 'roles.create', resource: 'roles' },
      responses: { 201: { description: 'The new role', schema: roleSchema, etag: true, location: true } },
      check: async ({ body, caller }) => refuseGranting(caller, [], body.permissions),
      async handle({ body }) {
        const granted = [...new Set(body.permissions)];
        const role = await roles.create(randomUUID(), { ...body, permissions: granted, builtIn: false });
        return { ...replyWith(201, role), headers: { Location: `/api/v1/roles/${role.uuid}` } };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/roles/{uuid}',
      operationId: 'updateRole',
      tag,
      summary: 'Update a role',
      permission: 'roles:write',
      params: uuidPath,
      body: roleBody,
      ifMatch: true,
      audit: { operation: 'roles.update', resource: 'roles' },
      responses: { 200: { description: 'The updated role', schema: roleSchema, etag: true } },
      async check({ params, body, ifMatch, caller }) {
        const current = await roles.get(params.uuid);
        refuseBuiltIn(current);
        refuseStale(current, ifMatch);
        refuseGranting(caller, current.permissions, body.permissions);
        return current;
      },
      handle: async ({ body }, current) =>
        replyWith(
          200,
          await roles.update(current.uuid, current.revision, { ...body, permissions: [...new Set(body.permissions)] }),
        ),
    }),
    defineRoute({
      method: 'delete',
      path: '/roles/{uuid}',
      operationId: 'deleteRole',
      tag,
      summary: 'Delete a role',
      description: 'Refused while users or notification profiles use it, and for built-in roles.',
      permission: 'roles:write',
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'roles.delete', resource: 'roles' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const current = await roles.get(params.uuid);
        refuseBuiltIn(current);
        refuseStale(current, ifMatch);
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        const holders = await users.withRoles([current.uuid]);
        const usedBy = [
          ...holders.map(({ uuid, username }) => ({ kind: 'user', uuid, name: username })),
          ...(await referencesOf('role', current)),
        ];
        refuseWhenUsed('role', usedBy, { object: current, upcoming });
        return current;
      },
      async handle({ caller }, current) {
        const revision = await roles.bumpRevision(current.uuid, current.revision);
        await beforeDeletion('role', current, caller.actor);
        await roles.remove(current.uuid, revision);
        return { status: 204 };
      },
    }),
  ];
}

function replyWith(status: number, role: Role) {
  return { status, body: role, revision: role.revision };
}

function refuseBuiltIn({ builtIn, name }: Role): void {
  if (builtIn)
    throw new CertloomError('conflict', `The role "${name}" is built in; create a role of your own instead.`);
}
