import { randomUUID } from 'node:crypto';
import { permissions } from '../../domain/identity/permissions';
import { validationFailed } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import { providerFaults, type Provider, type ProviderFields } from '../../domain/sign-in/provider';
import { callbackPath } from '../../services/sign-in/provider-client';
import type { RoleStore } from '../../store/identity/roles';
import type { ProviderStore } from '../../store/sign-in/providers';
import { pageReply, readCursor } from '../http/paging';
import { namedListQuery } from '../http/named-lists';
import { defineRoute, type Caller, type Reply, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';
import type { Upcoming } from '../http/upcoming';
import { refuseGranting } from '../identity/granting';
import { providerBody, providerPage, providerView } from './provider-schemas';

export interface ProviderRouteDeps {
  readonly providers: ProviderStore;
  readonly roles: Pick<RoleStore, 'byIds'>;
  readonly isSecret: (name: string) => Promise<boolean>;
  /** Whether a text is PEM certificates that TLS can trust. */
  readonly isTrust: (pem: string) => boolean;
  readonly publicUrl: string;
}

const shared = { tag: 'Identity providers' } as const;

/** `/identity-providers`: whom people sign in with. Who sets one up decides who anybody is, so it takes every right. */
export function createProviderRoutes({ providers, roles, isSecret, isTrust, publicUrl }: ProviderRouteDeps): Route[] {
  const view = (provider: Provider) => ({ ...provider, callbackUrl: publicUrl + callbackPath(provider.name) });
  const reply = (status: number, provider: Provider): Reply => ({
    ...{ status, body: view(provider), revision: provider.revision },
  });

  /** Throws `forbidden` and `validation_failed`. */
  async function checked(
    fields: ProviderFields,
    before: Provider | null,
    { caller, upcoming }: { readonly caller: Caller; readonly upcoming?: Upcoming | undefined },
  ): Promise<ProviderFields> {
    refuseGranting(caller, [], permissions);
    const faults = providerFaults(fields);
    const { secretRef, tls } = fields;
    const isKnown =
      secretRef === null ||
      secretRef === before?.secretRef ||
      upcoming?.find('secret', secretRef) !== undefined ||
      (await isSecret(secretRef));
    if (!isKnown) {
      faults.push({ pointer: '/secretRef', code: 'unknown_secret', detail: 'there is no secret of this name' });
    }
    if (tls.ca !== null && !isTrust(tls.ca)) {
      faults.push({ pointer: '/tls/ca', code: 'wrong_value', detail: 'certificates in PEM are expected' });
    }
    const named = [
      ...fields.roles.map((role, at) => ({ role, pointer: `/roles/${at}` })),
      ...fields.roleMappings.flatMap((mapping, row) =>
        mapping.roles.map((role, at) => ({ role, pointer: `/roleMappings/${row}/roles/${at}` })),
      ),
    ];
    const known = new Set((await roles.byIds(named.map(({ role }) => role))).map(({ uuid }) => uuid));
    for (const { role, pointer } of named) {
      if (known.has(role) || upcoming?.has('role', role) === true) continue;
      faults.push({ pointer, code: 'unknown_role', detail: 'there is no such role' });
    }
    if (faults.length > 0) throw validationFailed(faults);
    return fields;
  }

  return [
    defineRoute({
      ...{ ...shared, method: 'get', path: '/identity-providers', operationId: 'listIdentityProviders' },
      summary: 'List identity providers',
      permission: 'identity-providers:read',
      query: namedListQuery,
      responses: { 200: { description: 'A page of providers', schema: providerPage } },
      async handle(context) {
        const { sort, limit, name, namePrefix } = context.query;
        const filter = { ...(name === undefined ? {} : { name }), ...(namePrefix === undefined ? {} : { namePrefix }) };
        const after = readCursor<{ name: string }>(context)?.name;
        const found = await providers.list({
          ...{ limit, descending: sort === '-name', ...filter },
          ...(after === undefined ? {} : { after }),
        });
        const next = found.next === undefined ? undefined : { name: found.next };
        return pageReply(context, { items: found.items.map(view), next }, () => providers.count(filter));
      },
    }),
    defineRoute({
      ...{ ...shared, method: 'get', path: '/identity-providers/{uuid}', operationId: 'getIdentityProvider' },
      summary: 'Get an identity provider',
      permission: 'identity-providers:read',
      params: uuidPath,
      responses: { 200: { description: 'The provider', schema: providerView, etag: true } },
      handle: async ({ params }) => reply(200, await providers.get(params.uuid)),
    }),
    defineRoute({
      ...{ ...shared, method: 'post', path: '/identity-providers', operationId: 'createIdentityProvider' },
      summary: 'Create an identity provider',
      description: 'Nothing is called. Who does this decides who anybody is, and needs every permission.',
      permission: 'identity-providers:write',
      body: providerBody,
      audit: { operation: 'identity-providers.create', resource: 'identityProviders' },
      responses: { 201: { description: 'The new provider', schema: providerView, etag: true, location: true } },
      check: ({ body, caller, upcoming }) => checked(body, null, { caller, upcoming }),
      async handle(_context, fields) {
        const made = await providers.create(randomUUID(), fields);
        return { ...reply(201, made), headers: { Location: `/api/v1/identity-providers/${made.uuid}` } };
      },
    }),
    defineRoute({
      ...{ ...shared, method: 'put', path: '/identity-providers/{uuid}', operationId: 'updateIdentityProvider' },
      summary: 'Update an identity provider',
      description: 'With another name it sends browsers back to another address, which it has to be told.',
      permission: 'identity-providers:write',
      params: uuidPath,
      body: providerBody,
      ifMatch: true,
      audit: { operation: 'identity-providers.update', resource: 'identityProviders' },
      responses: { 200: { description: 'The updated provider', schema: providerView, etag: true } },
      async check({ params, body, ifMatch, caller, upcoming }) {
        const current = await providers.get(params.uuid);
        refuseStale(current, ifMatch);
        return checked(body, current, { caller, upcoming });
      },
      handle: async ({ params, ifMatch }, fields) => reply(200, await providers.update(params.uuid, ifMatch, fields)),
    }),
    defineRoute({
      ...{ ...shared, method: 'delete', path: '/identity-providers/{uuid}', operationId: 'deleteIdentityProvider' },
      summary: 'Delete an identity provider',
      description: 'Users and sessions stay. The same issuer configured again finds its people again.',
      permission: 'identity-providers:write',
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'identity-providers.delete', resource: 'identityProviders' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, caller }) {
        refuseGranting(caller, [], permissions);
        const current = await providers.get(params.uuid);
        refuseStale(current, ifMatch);
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        return current;
      },
      async handle(_context, { uuid, revision }) {
        await providers.remove(uuid, revision);
        return { status: 204 };
      },
    }),
  ];
}
