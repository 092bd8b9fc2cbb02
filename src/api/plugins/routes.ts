import { validationFailed } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import type { ListedHandler, PluginRegistry } from '../../services/plugins/registry';
import { pageReply, readCursor } from '../http/paging';
import { refuseUnseen } from '../http/preconditions';
import { refuseWhenUsed } from '../http/references';
import { defineRoute, type Route } from '../http/route';
import {
  handlerBody,
  handlerPage,
  handlerPath,
  handlerQuery,
  handlerView,
  newHandlerBody,
  toHandlerView,
} from './schemas';

export interface HandlerRouteDeps {
  readonly registry: PluginRegistry;
}

const tag = 'Handlers';
const read = 'handlers:read';
const write = 'handlers:write';

/** `/handlers`: what alerts can run for an item, and modules that are registered as such. */
export function createHandlerRoutes({ registry }: HandlerRouteDeps): Route[] {
  const viewOf = async (handler: ListedHandler) => toHandlerView(handler, await registry.usersOf(handler));
  const reply = async (status: number, name: string) => {
    const body = await viewOf(await registry.find(name));
    return { status, body, revision: body.revision };
  };
  const detail = { description: 'The handler', schema: handlerView, etag: true } as const;

  return [
    defineRoute({
      method: 'get',
      path: '/handlers',
      operationId: 'listHandlers',
      tag,
      summary: 'List handlers, those that are built in first',
      permission: read,
      query: handlerQuery,
      responses: { 200: { description: 'A page of handlers', schema: handlerPage } },
      async handle(context) {
        const { limit, builtIn } = context.query;
        const found = (await registry.all()).filter((one) => builtIn === undefined || one.builtIn === builtIn);
        // They are few, so a page is cut out of all of them. Should its last one be gone, the list begins anew.
        const last = readCursor<{ name: string }>(context)?.name;
        const start = found.findIndex(({ name }) => name === last) + 1;
        const items = found.slice(start, start + limit);
        const next = start + limit < found.length ? { name: items.at(-1)!.name } : undefined;
        return pageReply(context, { items: await Promise.all(items.map(viewOf)), next }, async () => ({
          ...{ value: found.length, relation: 'exact' },
        }));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/handlers',
      operationId: 'createHandler',
      tag,
      summary: 'Create a handler from a module, or register it anew',
      description:
        'A worker of the queue `scripts-api` reads its manifest and its SHA-256 in a process of its own, which the answer waits for. A module that has changed runs again once it is registered anew.',
      permission: write,
      body: newHandlerBody,
      audit: { operation: 'handlers.create', resource: 'handlers' },
      responses: { 200: { ...detail, description: 'Registered anew' }, 201: { ...detail, location: true } },
      async handle({ body, note }) {
        const { plugin, isNew } = await registry.register(body.module);
        const { name } = plugin;
        note({ objects: [{ uuid: plugin.uuid, name }] });
        const made = await reply(isNew ? 201 : 200, name);
        return isNew ? { ...made, headers: { Location: `/api/v1/handlers/${name}` } } : made;
      },
    }),
    defineRoute({
      method: 'get',
      path: '/handlers/{name}',
      operationId: 'getHandler',
      tag,
      summary: 'Get a handler',
      permission: read,
      params: handlerPath,
      responses: { 200: detail },
      handle: async ({ params }) => reply(200, params.name),
    }),
    defineRoute({
      method: 'put',
      path: '/handlers/{name}',
      operationId: 'updateHandler',
      tag,
      summary: 'Update a handler, or create it',
      description:
        'Enables or disables it; another `module` or `sha256` than it has registers the module anew, which a worker looks at as for `POST /handlers`, and which must call itself as the path says. `If-Match` is needed when there is such a handler; `"0"`, or none, creates it. What uses a disabled one fails with `handler_disabled` until it is enabled.',
      permission: write,
      params: handlerPath,
      body: handlerBody,
      ifMatch: 'whenPresent',
      audit: { operation: 'handlers.update', resource: 'handlers' },
      responses: { 200: detail, 201: { ...detail, description: 'The new handler', location: true } },
      async check({ params: { name }, body, req, ifMatch, note }) {
        const before = (await registry.known(name)) ?? null;
        refuseUnseen({ req, ifMatch }, before, 'handler');
        if (before !== null) note({ objects: [{ uuid: before.uuid, name }] });
        const module = body.module ?? before?.module;
        if (module === undefined) {
          const fault = { pointer: '/module', code: 'required', detail: 'a new handler needs the path of its module' };
          throw validationFailed([fault]);
        }
        const { sha256 } = body;
        const isKnown = module === before?.module && (sha256 === null || sha256 === before.sha256);
        return { before, found: isKnown ? null : await registry.look(module, { name, sha256 }) };
      },
      async handle({ params: { name }, body: { enabled }, note }, { before, found }) {
        if (found !== null) {
          const { plugin, isNew } = await registry.put(found, { enabled });
          note({ objects: [{ uuid: plugin.uuid, name }] });
          const made = await reply(isNew ? 201 : 200, name);
          return isNew ? { ...made, headers: { Location: `/api/v1/handlers/${name}` } } : made;
        }
        if (before !== null) await registry.setEnabled(before, enabled);
        return reply(200, name);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/handlers/{name}',
      operationId: 'deleteHandler',
      tag,
      summary: 'Delete the registration of a handler',
      description: 'Refused while an alert has it. The module stays.',
      permission: write,
      params: handlerPath,
      ifMatch: true,
      audit: { operation: 'handlers.delete', resource: 'handlers' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const plugin = await registry.plugin(params.name);
        refuseStale(plugin, ifMatch);
        note({ objects: [{ uuid: plugin.uuid, name: plugin.name }] });
        const users = await registry.usersOf({ name: plugin.name, builtIn: false });
        refuseWhenUsed(
          'handler',
          users.map(({ alertKind: _k, ...user }) => user),
          { object: plugin, upcoming },
        );
        return plugin;
      },
      async handle(_context, plugin) {
        await registry.remove(plugin);
        return { status: 204 };
      },
    }),
  ];
}
