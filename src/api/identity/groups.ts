import { randomUUID } from 'node:crypto';
import type { Group } from '../../domain/identity/group';
import { refuseStale } from '../../domain/revision';
import type { ApprovalProfileStore } from '../../store/approvals/profiles';
import type { GroupStore } from '../../store/identity/groups';
import type { UserStore } from '../../store/identity/users';
import { validationFailed } from '../http/faults';
import { namedList, namedListQuery } from '../http/named-lists';
import { refuseWhenUsed } from '../http/references';
import type { AddressChange } from '../../services/identity/address-changes';
import { type DeletionHooks } from '../../services/identity/deletion';
import { type Route, defineRoute } from '../http/route';
import type { Upcoming } from '../http/upcoming';
import { refuseJoiningApprovers } from './granting';
import { besideMany, description, email, name, page, text, uuid, uuidPath, z } from '../http/schemas';

const groupBody = z
  .strictObject({
    name,
    description,
    email: email.nullable().default(null),
    members: z.array(uuid).max(5_000).default([]).openapi({ description: 'Users.' }),
    renewalNote: text(2000).nullable().default(null).openapi({
      description: 'How to renew the certificates of this group; notices that one is about to expire quote it.',
    }),
  })
  .openapi('GroupRequest');

const groupSchema = z
  .strictObject({
    uuid: z.string(),
    name: z.string(),
    description: z.string(),
    email: z.string().nullable(),
    members: z.array(z.string()),
    memberNames: besideMany,
    renewalNote: z.string().nullable(),
    revision: z.number().int(),
  })
  .openapi('Group');

export interface GroupRouteDeps extends DeletionHooks {
  readonly groups: GroupStore;
  readonly users: UserStore;
  readonly approvalProfiles: Pick<ApprovalProfileStore, 'everAsked'>;
  /** See `UserRouteDeps`. */
  readonly onAddressChanged: (change: AddressChange) => Promise<void>;
}

const tag = 'Groups';

/** `/groups`. Deleting one takes it off certificates and deletes its trigger sets; refused while actions name it. */
export function createGroupRoutes({
  groups,
  users,
  approvalProfiles,
  referencesOf,
  beforeDeletion,
  onAddressChanged,
}: GroupRouteDeps): Route[] {
  async function membersOf(uuids: readonly string[], upcoming: Upcoming | undefined): Promise<string[]> {
    const known = new Set((await users.byIds(uuids)).map((user) => user.uuid));
    const faults = uuids.flatMap((member, index) =>
      known.has(member) || upcoming?.has('user', member) === true
        ? []
        : [{ pointer: `/members/${index}`, code: 'unknown_user', detail: 'there is no such user' }],
    );
    if (faults.length > 0) throw validationFailed(faults);
    return [...known].sort();
  }

  return [
    defineRoute({
      method: 'get',
      path: '/groups',
      operationId: 'listGroups',
      tag,
      summary: 'List groups',
      permission: 'groups:read',
      query: namedListQuery,
      responses: { 200: { description: 'A page of groups', schema: page(groupSchema) } },
      handle: (context) => namedList(context, groups),
    }),
    defineRoute({
      method: 'get',
      path: '/groups/{uuid}',
      operationId: 'getGroup',
      tag,
      summary: 'Get a group',
      permission: 'groups:read',
      params: uuidPath,
      responses: { 200: { description: 'The group', schema: groupSchema, etag: true } },
      handle: async ({ params }) => replyWith(200, await groups.get(params.uuid)),
    }),
    defineRoute({
      method: 'post',
      path: '/groups',
      operationId: 'createGroup',
      tag,
      summary: 'Create a group',
      permission: 'groups:write',
      body: groupBody,
      audit: { operation: 'groups.create', resource: 'groups' },
      responses: { 201: { description: 'The new group', schema: groupSchema, etag: true, location: true } },
      check: ({ body, upcoming }) => membersOf(body.members, upcoming),
      async handle({ body }, members) {
        const group = await groups.create(randomUUID(), { ...body, members });
        return { ...replyWith(201, group), headers: { Location: `/api/v1/groups/${group.uuid}` } };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/groups/{uuid}',
      operationId: 'updateGroup',
      tag,
      summary: 'Update a group',
      description: 'To join a group that an approval profile asks needs `approval-profiles:write`, too.',
      permission: 'groups:write',
      params: uuidPath,
      body: groupBody,
      ifMatch: true,
      audit: { operation: 'groups.update', resource: 'groups' },
      responses: { 200: { description: 'The updated group', schema: groupSchema, etag: true } },
      async check({ params, body, ifMatch, caller, upcoming }) {
        const before = await groups.get(params.uuid);
        refuseStale(before, ifMatch);
        const own = body.members.indexOf(caller.actor.uuid);
        const joined = own === -1 || before.members.includes(caller.actor.uuid) ? [] : [before.uuid];
        await refuseJoiningApprovers(approvalProfiles, caller, joined, () => `/members/${own}`);
        return { before, members: await membersOf(body.members, upcoming) };
      },
      async handle({ params, body, ifMatch, caller }, { before, members }) {
        const group = await groups.update(params.uuid, ifMatch, { ...body, members });
        if (before.email !== null && before.email !== group.email) {
          const { uuid, name } = group;
          await onAddressChanged({
            kind: 'group',
            uuid,
            name,
            before: before.email,
            after: group.email,
            by: caller.actor,
          });
        }
        return replyWith(200, group);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/groups/{uuid}',
      operationId: 'deleteGroup',
      tag,
      summary: 'Delete a group',
      description:
        'Certificates lose the group, and its trigger sets are deleted with it. Refused while triggers or notification profiles use it.',
      permission: 'groups:write',
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'groups.delete', resource: 'groups' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const current = await groups.get(params.uuid);
        refuseStale(current, ifMatch);
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        refuseWhenUsed('group', await referencesOf('group', current), { object: current, upcoming });
        return current;
      },
      async handle({ note, caller }, current) {
        const revision = await groups.bumpRevision(current.uuid, current.revision);
        const message = await beforeDeletion('group', current, caller.actor);
        if (message !== undefined) note({ message });
        await groups.remove(current.uuid, revision);
        return { status: 204 };
      },
    }),
  ];
}

function replyWith(status: number, group: Group) {
  return { status, body: group, revision: group.revision };
}
