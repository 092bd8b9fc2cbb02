import type { ApiKey } from '../../domain/identity/api-key';
import { CertloomError } from '../../domain/problem';
import type { ApiKeyStore } from '../../store/identity/api-keys';
import type { RoleStore } from '../../store/identity/roles';
import type { UserStore } from '../../store/identity/users';
import { validationFailed } from '../http/faults';
import { permissionsOfUser, refuseChangingAdministrator, refuseGranting } from './granting';
import { namedListQuery } from '../http/named-lists';
import { pageReply, readCursor } from '../http/paging';
import { type RequestContext, type Route, defineRoute } from '../http/route';
import { besideOne, instant, isoDate, name, page, uuid, uuidPath, z } from '../http/schemas';

const apiKeySchema = z
  .strictObject({
    uuid: z.string(),
    name: z.string(),
    user: z.string(),
    userName: besideOne,
    chosen: z.boolean().openapi({ description: 'The key is set in the configuration.' }),
    createdAt: isoDate,
    createdBy: z.string().nullable(),
    createdByName: besideOne,
    expiresAt: isoDate.nullable(),
    revokedAt: isoDate.nullable(),
    lastUsedAt: isoDate.nullable().openapi({ description: 'Accurate to the minute.' }),
  })
  .openapi('ApiKey');

// The members again, not an extension: in the description that would be two closed objects, and no answer fits both.
const newApiKey = z
  .strictObject({
    ...apiKeySchema.shape,
    key: z.string().openapi({ description: 'The key itself. It is shown only here.' }),
  })
  .openapi('NewApiKey');

const apiKeyBody = z
  .strictObject({
    name,
    user: uuid.optional().openapi({ description: 'The user whose roles the key has. Left out: you.' }),
    expiresAt: instant.nullable().default(null),
  })
  .openapi('ApiKeyRequest');

const listQuery = namedListQuery.extend({ user: uuid.optional() });
type ListContext = RequestContext<unknown, Omit<z.output<typeof listQuery>, 'user'>, unknown>;

export interface ApiKeyRouteDeps {
  readonly apiKeys: ApiKeyStore;
  readonly users: UserStore;
  readonly roles: RoleStore;
  readonly now: () => Date;
}

const tag = 'API keys';

/** `/api-keys`. A key has the roles of its user; nobody makes one that may do more than they may themselves. */
export function createApiKeyRoutes({ apiKeys, users, roles, now }: ApiKeyRouteDeps): Route[] {
  async function listed(context: ListContext, user: string | undefined) {
    const { name: exact, namePrefix, sort, limit } = context.query;
    const filter = {
      ...(exact === undefined ? {} : { name: exact }),
      ...(namePrefix === undefined ? {} : { namePrefix }),
      ...(user === undefined ? {} : { user }),
    };
    const after = readCursor<{ name: string; uuid: string }>(context);
    const paging = { descending: sort === '-name', limit, ...(after === undefined ? {} : { after }) };
    return pageReply(context, await apiKeys.list({ ...filter, ...paging }), () => apiKeys.count(filter));
  }

  return [
    defineRoute({
      method: 'get',
      path: '/api-keys',
      operationId: 'listApiKeys',
      tag,
      summary: 'List API keys, without their secrets',
      permission: 'api-keys:read',
      query: listQuery,
      responses: { 200: { description: 'A page of keys', schema: page(apiKeySchema) } },
      handle: (context) => listed(context, context.query.user),
    }),
    defineRoute({
      method: 'get',
      path: '/api-keys/{uuid}',
      operationId: 'getApiKey',
      tag,
      summary: 'Get an API key, without its secret',
      permission: 'api-keys:read',
      params: uuidPath,
      responses: { 200: { description: 'The key', schema: apiKeySchema } },
      handle: async ({ params }) => ({ status: 200, body: await apiKeys.get(params.uuid) }),
    }),
    defineRoute({
      method: 'post',
      path: '/api-keys',
      operationId: 'createApiKey',
      tag,
      summary: 'Create an API key',
      description: 'The answer contains the key. It is not stored and cannot be shown again.',
      permission: 'api-keys:write',
      body: apiKeyBody,
      audit: { operation: 'api-keys.create', resource: 'apiKeys' },
      responses: { 201: { description: 'The key', schema: newApiKey, location: true } },
      async handle({ body, caller }) {
        const createdAt = now();
        refusePast(body.expiresAt, createdAt);
        const user = await users.find(body.user ?? caller.actor.uuid);
        if (user === undefined) {
          throw validationFailed([{ pointer: '/user', code: 'unknown_user', detail: 'there is no such user' }]);
        }
        // Also for a disabled user: the key would work as soon as somebody enables it.
        refuseGranting(caller, [], await permissionsOfUser(roles, { ...user, enabled: true }));
        await refuseChangingAdministrator(users, caller, user);
        const { apiKey, key } = await apiKeys.create({
          name: body.name,
          user: user.uuid,
          createdAt,
          createdBy: caller.actor.uuid,
          expiresAt: body.expiresAt,
        });
        return { status: 201, body: { ...apiKey, key }, headers: { Location: `/api/v1/api-keys/${apiKey.uuid}` } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/api-keys/{uuid}',
      operationId: 'revokeApiKey',
      tag,
      summary: 'Revoke an API key',
      description:
        'The key stops working at once in this process and within five seconds in others. It stays in the list. Revoking it again changes nothing.',
      permission: 'api-keys:write',
      params: uuidPath,
      audit: { operation: 'api-keys.revoke', resource: 'apiKeys' },
      responses: { 200: { description: 'The revoked key', schema: apiKeySchema } },
      async handle({ params, caller }) {
        const key = await apiKeys.get(params.uuid);
        refuseChosen(key);
        const user = await users.find(key.user);
        if (user !== undefined) await refuseChangingAdministrator(users, caller, user);
        return { status: 200, body: await apiKeys.revoke(params.uuid, now()) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/me/api-keys',
      operationId: 'listOwnApiKeys',
      tag,
      summary: 'List your own API keys, without their secrets',
      permission: 'authenticated',
      query: namedListQuery,
      responses: { 200: { description: 'A page of keys', schema: page(apiKeySchema) } },
      handle: (context) => listed(context, context.caller.actor.uuid),
    }),
    defineRoute({
      method: 'delete',
      path: '/me/api-keys/{uuid}',
      operationId: 'revokeOwnApiKey',
      tag,
      summary: 'Revoke an API key of your own',
      description: 'As `DELETE /api-keys/{uuid}`. A key of somebody else is not found.',
      permission: 'authenticated',
      params: uuidPath,
      audit: { operation: 'api-keys.revoke', resource: 'apiKeys' },
      responses: { 200: { description: 'The revoked key', schema: apiKeySchema } },
      async handle({ params, caller }) {
        const key = await apiKeys.get(params.uuid);
        if (key.user !== caller.actor.uuid) throw new CertloomError('not_found', 'There is no such API key.');
        refuseChosen(key);
        return { status: 200, body: await apiKeys.revoke(params.uuid, now()) };
      },
    }),
  ];
}

function refusePast(expiresAt: Date | null, now: Date): void {
  if (expiresAt === null || expiresAt.getTime() > now.getTime()) return;
  throw validationFailed([{ pointer: '/expiresAt', code: 'in_the_past', detail: 'a time in the future is expected' }]);
}

function refuseChosen({ chosen }: ApiKey): void {
  if (!chosen) return;
  throw new CertloomError('conflict', 'This key is set in the configuration and would come back; change it there.');
}
