import { randomUUID } from 'node:crypto';
import type { ApprovalProfile, ApprovalStep } from '../../domain/approvals/profile';
import { refuseStale } from '../../domain/revision';
import type { UsedBy } from '../../services/identity/deletion';
import type { ApprovalProfileFields, ApprovalProfileStore } from '../../store/approvals/profiles';
import { namedList, namedListQuery } from '../http/named-lists';
import { refuseWhenUsed } from '../http/references';
import { defineRoute, type Route } from '../http/route';
import type { Upcoming } from '../http/upcoming';
import { page, uuidPath, type z } from '../http/schemas';
import { CertloomError } from '../../domain/problem';
import type { DirectorySnapshot } from '../../store/identity/directory';
import { checkSteps } from './check';
import { profileWarnings } from './possible';
import { approvalProfileBody, approvalProfileSchema, versionsSchema } from './schemas';

export interface ApprovalProfileRouteDeps {
  readonly profiles: ApprovalProfileStore;
  readonly directory: () => Promise<Pick<DirectorySnapshot, 'users' | 'roles' | 'groups'>>;
  /** What keeps a profile from being deleted: RA profiles, and approvals that are open. */
  readonly usersOf: (uuid: string) => Promise<readonly UsedBy[]>;
}

const tag = 'Approval profiles';
const read = 'approval-profiles:read';
const write = 'approval-profiles:write';

/** `/approval-profiles`: who has to approve, step by step. Attached to operations on RA profiles. */
export function createApprovalProfileRoutes({ profiles, directory, usersOf }: ApprovalProfileRouteDeps): Route[] {
  async function fieldsOf(
    body: z.output<typeof approvalProfileBody>,
    upcoming: Upcoming | undefined,
  ): Promise<ApprovalProfileFields> {
    const picture = await directory();
    const steps = checkSteps(body.steps, upcoming?.pictured(picture) ?? picture);
    return { ...body, steps };
  }

  return [
    defineRoute({
      method: 'get',
      path: '/approval-profiles',
      operationId: 'listApprovalProfiles',
      tag,
      summary: 'List approval profiles',
      permission: read,
      query: namedListQuery,
      responses: { 200: { description: 'A page of approval profiles', schema: page(approvalProfileSchema) } },
      handle: (context) =>
        namedList(context, {
          list: async (query) => {
            const [{ items, next }, known] = await Promise.all([profiles.list(query), directory()]);
            return { items: items.map((profile) => toView(profile, known)), next };
          },
          count: profiles.count,
        }),
    }),
    defineRoute({
      method: 'get',
      path: '/approval-profiles/{uuid}',
      operationId: 'getApprovalProfile',
      tag,
      summary: 'Get an approval profile',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The approval profile', schema: approvalProfileSchema, etag: true } },
      handle: async ({ params }) => replyWith(200, await profiles.get(params.uuid), await directory()),
    }),
    defineRoute({
      method: 'get',
      path: '/approval-profiles/{uuid}/versions',
      operationId: 'listApprovalProfileVersions',
      tag,
      summary: 'List the last versions of an approval profile, newest first',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The versions', schema: versionsSchema } },
      async handle({ params }) {
        const versions = await profiles.versionsOf(params.uuid);
        if (versions === undefined) throw new CertloomError('not_found', 'There is no such approval profile.');
        const items = versions.map(({ steps, ...version }) => ({ ...version, steps: orderedSteps(steps) }));
        return { status: 200, body: { items: items.reverse() } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/approval-profiles',
      operationId: 'createApprovalProfile',
      tag,
      summary: 'Create an approval profile',
      permission: write,
      body: approvalProfileBody,
      audit: { operation: 'approval-profiles.create', resource: 'approvalProfiles' },
      responses: {
        201: { description: 'The new approval profile', schema: approvalProfileSchema, etag: true, location: true },
      },
      check: ({ body, upcoming }) => fieldsOf(body, upcoming),
      async handle(_context, fields) {
        const profile = await profiles.create(randomUUID(), fields);
        return {
          ...replyWith(201, profile, await directory()),
          headers: { Location: `/api/v1/approval-profiles/${profile.uuid}` },
        };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/approval-profiles/{uuid}',
      operationId: 'updateApprovalProfile',
      tag,
      summary: 'Update an approval profile',
      description: 'Open approvals go on by the version that they began with.',
      permission: write,
      params: uuidPath,
      body: approvalProfileBody,
      ifMatch: true,
      audit: { operation: 'approval-profiles.update', resource: 'approvalProfiles' },
      responses: { 200: { description: 'The updated approval profile', schema: approvalProfileSchema, etag: true } },
      async check({ params, body, ifMatch, upcoming }) {
        refuseStale(await profiles.get(params.uuid), ifMatch);
        return fieldsOf(body, upcoming);
      },
      handle: async ({ params, ifMatch }, fields) =>
        replyWith(200, await profiles.update(params.uuid, ifMatch, fields), await directory()),
    }),
    defineRoute({
      method: 'delete',
      path: '/approval-profiles/{uuid}',
      operationId: 'deleteApprovalProfile',
      tag,
      summary: 'Delete an approval profile',
      description: 'Refused while RA profiles name it or an approval made by it is open.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'approval-profiles.delete', resource: 'approvalProfiles' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const current = await profiles.get(params.uuid);
        refuseStale(current, ifMatch);
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        refuseWhenUsed('approval profile', await usersOf(current.uuid), { object: current, upcoming });
        return current;
      },
      async handle(_context, current) {
        await profiles.remove(current.uuid, current.revision);
        return { status: 204 };
      },
    }),
  ];
}

function toView({ steps, ...profile }: ApprovalProfile, directory: Pick<DirectorySnapshot, 'users' | 'roles'>) {
  return { ...profile, steps: orderedSteps(steps), warnings: profileWarnings(steps, directory) };
}

/** Steps with their numbers, from 1. */
export function orderedSteps(steps: readonly ApprovalStep[]) {
  return steps.map((step, index) => ({ order: index + 1, ...step }));
}

function replyWith(status: number, profile: ApprovalProfile, directory: Pick<DirectorySnapshot, 'users' | 'roles'>) {
  return { status, body: toView(profile, directory), revision: profile.revision };
}
