import { randomUUID } from 'node:crypto';
import { isAdministrator, permissionsGranted } from '../../domain/identity/roles';
import { type User } from '../../domain/identity/user';
import { refuseStale } from '../../domain/revision';
import type { ApprovalProfileStore } from '../../store/approvals/profiles';
import type { ApiKeyStore } from '../../store/identity/api-keys';
import type { GroupStore } from '../../store/identity/groups';
import type { RoleStore } from '../../store/identity/roles';
import type { UserStore } from '../../store/identity/users';
import type { IdentityStore } from '../../store/sign-in/identities';
import type { PasswordStore } from '../../store/sign-in/passwords';
import type { SessionStore } from '../../store/sign-in/sessions';
import {
  permissionsOfUser,
  refuseChangingAdministrator,
  refuseGranting,
  refuseJoiningApprovers,
  refuseLosingAdministrators,
  rolesNamed,
  withoutLosingAdministrators,
} from './granting';
import { namedList, namedListQuery } from '../http/named-lists';
import { refuseWhenUsed } from '../http/references';
import type { AddressChange } from '../../services/identity/address-changes';
import { type DeletionHooks } from '../../services/identity/deletion';
import { type Route, defineRoute } from '../http/route';
import { besideMany, email, line, page, uuid, uuidPath, z } from '../http/schemas';

const username = line(1, 200).openapi({ description: 'Unique; upper and lower case differ.' });
const displayName = line(0, 200);
const address = email.nullable();
const roleUuids = z.array(uuid).max(50);

const newUser = z
  .strictObject({
    username,
    displayName: displayName.default(''),
    email: address.default(null),
    roles: roleUuids.default([]),
    enabled: z.boolean().default(true),
  })
  .openapi('NewUserRequest');

/** Everything has to be said: a change that forgets `roles` must not take them away. */
const changedUser = z
  .strictObject({ username, displayName, email: address, roles: roleUuids, enabled: z.boolean() })
  .openapi('UserRequest');

export const userSchema = z
  .strictObject({
    uuid: z.string(),
    username: z.string(),
    displayName: z.string(),
    email: z.string().nullable(),
    roles: z.array(z.string()),
    roleNames: besideMany,
    groups: z.array(z.string()).openapi({ description: 'Read-only: change the members of the group instead.' }),
    groupNames: besideMany,
    enabled: z.boolean(),
    revision: z.number().int(),
  })
  .openapi('User');

export interface UserRouteDeps extends DeletionHooks {
  readonly users: UserStore;
  readonly roles: RoleStore;
  readonly groups: GroupStore;
  readonly apiKeys: ApiKeyStore;
  readonly sessions: Pick<SessionStore, 'endOf'>;
  readonly passwords: Pick<PasswordStore, 'remove'>;
  readonly identities: Pick<IdentityStore, 'removeOf'>;
  readonly approvalProfiles: Pick<ApprovalProfileStore, 'everAsked'>;
  readonly now: () => Date;
  /** An address that notices went to is another one now, or none. */
  readonly onAddressChanged: (change: AddressChange) => Promise<void>;
}

const tag = 'Users';

/** `/users`. Nobody hands out permissions they lack, and one enabled administrator always remains. */
export function createUserRoutes({
  users,
  roles,
  groups,
  apiKeys,
  sessions,
  passwords,
  identities,
  approvalProfiles,
  referencesOf,
  beforeDeletion,
  onAddressChanged,
  now,
}: UserRouteDeps): Route[] {
  const list = defineRoute({
    method: 'get',
    path: '/users',
    operationId: 'listUsers',
    tag,
    summary: 'List users',
    permission: 'users:read',
    query: namedListQuery,
    responses: { 200: { description: 'A page of users', schema: page(userSchema) } },
    handle: (context) => namedList(context, users),
  });

  const read = defineRoute({
    method: 'get',
    path: '/users/{uuid}',
    operationId: 'getUser',
    tag,
    summary: 'Get a user',
    permission: 'users:read',
    params: uuidPath,
    responses: { 200: { description: 'The user', schema: userSchema, etag: true } },
    handle: async ({ params }) => replyWith(200, await users.get(params.uuid)),
  });

  const create = defineRoute({
    method: 'post',
    path: '/users',
    operationId: 'createUser',
    tag,
    summary: 'Create a user',
    permission: 'users:write',
    body: newUser,
    audit: { operation: 'users.create', resource: 'users' },
    responses: { 201: { description: 'The new user', schema: userSchema, etag: true, location: true } },
    async check({ body, caller, upcoming }) {
      refuseGranting(caller, [], permissionsGranted(body, await rolesNamed(roles, body.roles, upcoming)));
    },
    async handle({ body: { username, ...fields } }) {
      const user = await users.create(randomUUID(), { name: username, ...fields, roles: unique(fields.roles) });
      return { ...replyWith(201, user), headers: { Location: `/api/v1/users/${user.uuid}` } };
    },
  });

  const update = defineRoute({
    method: 'put',
    path: '/users/{uuid}',
    operationId: 'updateUser',
    tag,
    summary: 'Update a user',
    description: 'To take a role oneself that an approval profile asks needs `approval-profiles:write`, too.',
    permission: 'users:write',
    params: uuidPath,
    body: changedUser,
    ifMatch: true,
    audit: { operation: 'users.update', resource: 'users' },
    responses: { 200: { description: 'The updated user', schema: userSchema, etag: true } },
    async check({ params, body, ifMatch, caller, upcoming }) {
      const current = await users.get(params.uuid);
      refuseStale(current, ifMatch);
      await refuseChangingAdministrator(users, caller, current);
      const named = await rolesNamed(roles, body.roles, upcoming);
      refuseGranting(caller, await permissionsOfUser(roles, current), permissionsGranted(body, named));
      const isOwn = current.uuid === caller.actor.uuid;
      const joined = isOwn ? body.roles.filter((role) => !current.roles.includes(role)) : [];
      await refuseJoiningApprovers(approvalProfiles, caller, joined, (role) => `/roles/${body.roles.indexOf(role)}`);
      const losesAdministrator = isAdministrator(current) && !isAdministrator(body);
      if (losesAdministrator) await refuseLosingAdministrators(users, current);
      return { current, losesAdministrator };
    },
    async handle({ body: { username, ...fields }, caller }, { current, losesAdministrator }) {
      const change = () =>
        users.update(current.uuid, current.revision, { name: username, ...fields, roles: unique(fields.roles) });
      const changed = losesAdministrator ? await withoutLosingAdministrators(users, current, change) : await change();
      if (!changed.enabled) await sessions.endOf(current.uuid, 'userDisabled', now());
      if (current.email !== null && current.email !== changed.email) {
        const { uuid, username: name } = current;
        await onAddressChanged({
          kind: 'user',
          uuid,
          name,
          before: current.email,
          after: changed.email,
          by: caller.actor,
        });
      }
      return replyWith(200, changed);
    },
  });

  const remove = defineRoute({
    method: 'delete',
    path: '/users/{uuid}',
    operationId: 'deleteUser',
    tag,
    summary: 'Delete a user',
    description:
      'The API keys of the user are deleted too. The user leaves all groups, and certificates the user owned are left without an owner.',
    permission: 'users:write',
    params: uuidPath,
    ifMatch: true,
    audit: { operation: 'users.delete', resource: 'users' },
    responses: { 204: { description: 'Deleted' } },
    async check({ params, ifMatch, note, caller, upcoming }) {
      const current = await users.get(params.uuid);
      refuseStale(current, ifMatch);
      await refuseChangingAdministrator(users, caller, current);
      note({ objects: [{ uuid: current.uuid, name: current.username }] });
      const object = { uuid: current.uuid, name: current.username };
      refuseWhenUsed('user', await referencesOf('user', object), { object, upcoming });
      if (isAdministrator(current)) await refuseLosingAdministrators(users, current);
      return current;
    },
    async handle({ caller }, current) {
      const revision = await takeOut(current);
      await beforeDeletion('user', { uuid: current.uuid, name: current.username }, caller.actor);
      await groups.removeMember(current.uuid);
      await apiKeys.removeOf(current.uuid);
      await passwords.remove(current.uuid);
      await identities.removeOf(current.uuid);
      await sessions.endOf(current.uuid, 'userDeleted', now());
      await users.remove(current.uuid, revision);
      return { status: 204 };
    },
  });

  /** The first step of a deletion; an administrator is disabled by it, so that the count of others is right. */
  async function takeOut(user: User): Promise<number> {
    if (!isAdministrator(user)) return users.bumpRevision(user.uuid, user.revision);
    const disabled = await withoutLosingAdministrators(users, user, () =>
      users.update(user.uuid, user.revision, { enabled: false }),
    );
    return disabled.revision;
  }

  return [list, read, create, update, remove];
}

function replyWith(status: number, user: User) {
  return { status, body: user, revision: user.revision };
}

function unique(uuids: readonly string[]): string[] {
  return [...new Set(uuids)];
}
