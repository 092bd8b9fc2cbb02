import type { Permission } from '../../domain/identity/permissions';
import { CertloomError } from '../../domain/problem';
import type { DeletedKind, DeletionHooks, UsedBy } from '../../services/identity/deletion';
import { kinds as objectKinds } from '../http/object-kinds';
import { defineRoute, mayCall, type Route } from '../http/route';
import { uuid, z } from '../http/schemas';

/** Kinds by the resources of their objects, and who may know of one. */
const resources = {
  groups: { kind: 'group', permission: 'groups:read' },
  users: { kind: 'user', permission: 'users:read' },
  roles: { kind: 'role', permission: 'roles:read' },
  raProfiles: { kind: 'raProfile', permission: 'ra-profiles:read' },
  authorities: { kind: 'authority', permission: 'authorities:read' },
  certificateProfiles: { kind: 'certificateProfile', permission: 'certificate-profiles:read' },
  approvalProfiles: { kind: 'approvalProfile', permission: 'approval-profiles:read' },
  customAttributes: { kind: 'customAttribute', permission: 'custom-attributes:read' },
} as const satisfies Record<
  string,
  { readonly kind: DeletedKind | 'approvalProfile'; readonly permission: Permission }
>;

export type UsedResource = keyof typeof resources;

/** Who may know of what uses something, beside the kinds that members of answers refer to. */
const others: Readonly<Record<string, Permission>> = {
  definition: 'builder:read',
  operation: 'certificates:read',
  approval: 'approvals:read',
  script: 'scripts:read',
  identityProvider: 'identity-providers:read',
  scheduledJob: 'scheduled-jobs:read',
};

const user = z
  .strictObject({
    kind: z.string(),
    uuid: z.string(),
    name: z.string().nullable().openapi({ description: 'Null if you may not read it.' }),
  })
  .openapi('ObjectUser');

const view = z
  .strictObject({
    items: z.array(user).openapi({
      description: 'Some of them are enough: of kinds that can be many, at most 20. They keep it from being deleted.',
    }),
  })
  .openapi('ObjectUsers');

export interface InUseRouteDeps {
  readonly referencesOf: DeletionHooks['referencesOf'];
  readonly approvalProfileUsers: (uuid: string) => Promise<readonly UsedBy[]>;
  /** The object's name. Throws `not_found`. */
  readonly nameOf: (resource: UsedResource, uuid: string) => Promise<string>;
}

/** `/in-use/{resource}/{uuid}`: what keeps an object from being deleted, before anybody tries. */
export function createInUseRoute({ referencesOf, approvalProfileUsers, nameOf }: InUseRouteDeps): Route {
  const names = Object.keys(resources) as [UsedResource, ...UsedResource[]];
  return defineRoute({
    method: 'get',
    path: '/in-use/{resource}/{uuid}',
    operationId: 'listObjectUsers',
    tag: 'Users',
    summary: 'List what uses an object and keeps it from being deleted',
    description: 'Needs the permission to read the object.',
    permission: 'authenticated',
    params: z.strictObject({ resource: z.enum(names), uuid }),
    budget: 'search',
    responses: { 200: { description: 'What uses it', schema: view } },
    async handle({ params, caller }) {
      const { kind, permission } = resources[params.resource];
      if (!mayCall({ permission }, caller)) {
        const extra = { missing: [permission] };
        throw new CertloomError('forbidden', `This needs the permission ${permission}.`, { extra });
      }
      const name = await nameOf(params.resource, params.uuid);
      const found =
        kind === 'approvalProfile'
          ? await approvalProfileUsers(params.uuid)
          : await referencesOf(kind, { uuid: params.uuid, name });
      const items = found.map((one) => ({ ...one, name: mayKnow(one.kind, caller.permissions) ? one.name : null }));
      return { status: 200, body: { items } };
    },
  });
}

function mayKnow(kind: string, permissions: ReadonlySet<Permission>): boolean {
  const known = Object.hasOwn(objectKinds, kind) ? objectKinds[kind as keyof typeof objectKinds].permission : undefined;
  const needed = known ?? others[kind];
  return needed !== undefined && permissions.has(needed);
}
