import { randomUUID } from 'node:crypto';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { Seal } from '../../domain/attributes/sealed';
import { discoveryStatuses, type Discovery } from '../../domain/discoveries/discovery';
import { discoveryKinds } from '../../domain/discoveries/kinds';
import { CertloomError, validationFailed } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import { replacedValues } from '../../services/discoveries/attribute-values';
import type { DeletionHooks } from '../../services/identity/deletion';
import type { DiscoveryStore } from '../../store/discoveries/discoveries';
import { nameQuery } from '../http/named-lists';
import { pageReply, readCursor } from '../http/paging';
import { refuseWhenUsed } from '../http/references';
import { defineRoute, type RequestContext, type Route } from '../http/route';
import { pageQuery, uuidPath, z } from '../http/schemas';
import { sortBy } from '../http/sorting';
import { discoveryPreview, kindView, kindViews, previewOf, readKindAttributes } from './kind-schemas';
import { refuseUnusable, type ReferenceDeps } from './references';
import { discoveryBody, discoveryPage, discoveryView, previewBody, toDiscoveryView } from './schemas';

export interface DiscoveryRouteDeps extends ReferenceDeps, Pick<DeletionHooks, 'referencesOf'> {
  readonly discoveries: Pick<
    DiscoveryStore,
    'list' | 'count' | 'get' | 'create' | 'update' | 'bumpRevision' | 'remove'
  >;
  readonly attributes: () => Promise<readonly AttributeDefinition[]>;
  readonly seal: Seal;
  /** Its trigger sets and runs go with it; gives what to say of the sets. May be done twice. */
  readonly beforeDeletion: (uuid: string) => Promise<string | undefined>;
  readonly now: () => Date;
}

const tag = 'Discoveries';
const read = 'discoveries:read';
const write = 'discoveries:write';

/** `/discoveries`: what looks for certificates, where, and how its latest run ended. */
export function createDiscoveryRoutes(deps: DiscoveryRouteDeps): Route[] {
  const { discoveries } = deps;

  async function contentOf(
    { kind, attributes, customAttributes }: z.output<typeof discoveryBody>,
    before: Pick<Discovery, 'attributes' | 'customAttributes'> | null,
    { caller, upcoming }: Pick<RequestContext<unknown, unknown, unknown>, 'caller' | 'upcoming'>,
  ) {
    const read = readKindAttributes(kind, attributes);
    await refuseUnusable(deps, caller, read, before?.attributes ?? {}, upcoming);
    const stored = await deps.attributes();
    const definitions = upcoming?.attributes(stored) ?? stored;
    const values = replacedValues(customAttributes, before?.customAttributes ?? {}, definitions, deps.seal);
    return { attributes: read, customAttributes: values };
  }

  return [
    defineRoute({
      method: 'get',
      path: '/discoveries',
      operationId: 'listDiscoveries',
      tag,
      summary: 'List discoveries',
      permission: read,
      query: z.strictObject({
        ...pageQuery,
        ...nameQuery,
        kind: z.enum(discoveryKinds).optional(),
        status: z.enum(discoveryStatuses).optional(),
        sort: sortBy('name').default('name'),
      }),
      responses: { 200: { description: 'A page of discoveries', schema: discoveryPage } },
      async handle(context) {
        const { limit, sort, name, namePrefix, kind, status } = context.query;
        const filter = {
          ...(name === undefined ? {} : { name }),
          ...(namePrefix === undefined ? {} : { namePrefix }),
          ...(kind === undefined ? {} : { kind }),
          ...(status === undefined ? {} : { status }),
        };
        const after = readCursor<{ name: string }>(context)?.name;
        const position = after === undefined ? {} : { after };
        const { items, next } = await discoveries.list({ ...filter, ...position, limit, descending: sort === '-name' });
        return pageReply(
          context,
          { items: items.map(toDiscoveryView), next: next === undefined ? undefined : { name: next } },
          () => discoveries.count(filter),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/discoveries/kinds',
      operationId: 'listDiscoveryKinds',
      tag,
      summary: 'List the kinds of discovery and what each is configured with',
      permission: read,
      responses: {
        200: {
          description: 'All kinds',
          schema: z.strictObject({ items: z.array(kindView) }).openapi('DiscoveryKinds'),
        },
      },
      handle: async () => ({ status: 200, body: { items: kindViews() } }),
    }),
    defineRoute({
      method: 'get',
      path: '/discoveries/{uuid}',
      operationId: 'getDiscovery',
      tag,
      summary: 'Get a discovery',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The discovery', schema: discoveryView, etag: true } },
      handle: async ({ params }) => replyWith(200, await discoveries.get(params.uuid)),
    }),
    defineRoute({
      method: 'post',
      path: '/discoveries',
      operationId: 'createDiscovery',
      tag,
      summary: 'Create a discovery',
      description: 'It does nothing by itself: run it, send content to it, or schedule it.',
      permission: write,
      body: discoveryBody,
      audit: { operation: 'discoveries.create', resource: 'discoveries' },
      responses: { 201: { description: 'The new discovery', schema: discoveryView, etag: true, location: true } },
      check: ({ body, caller, upcoming }) => contentOf(body, null, { caller, upcoming }),
      async handle({ body, caller }, content) {
        const { kind, name, description } = body;
        const discovery = await discoveries.create(randomUUID(), {
          ...{ name, description, kind, ...content },
          createdAt: deps.now(),
          ...{ status: null, message: null, startTime: null, endTime: null, totalCertificateDiscovered: 0 },
          ...{ userUuid: caller.actor.uuid, lastRun: 0, openRun: null },
        });
        return { ...replyWith(201, discovery), headers: { Location: `/api/v1/discoveries/${discovery.uuid}` } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/discoveries/preview',
      operationId: 'previewDiscovery',
      tag,
      summary: 'Preview what a run of a discovery would ask',
      description: 'Its attributes are checked as when it is created. Nothing is stored or connected to.',
      permission: write,
      budget: 'search',
      body: previewBody,
      responses: { 200: { description: 'What a run would ask', schema: discoveryPreview } },
      async handle({ body: { kind, attributes }, caller }) {
        const read = readKindAttributes(kind, attributes);
        await refuseUnusable(deps, caller, read, {});
        return { status: 200, body: previewOf(kind, read) };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/discoveries/{uuid}',
      operationId: 'updateDiscovery',
      tag,
      summary: 'Update a discovery',
      description: 'A run that is under way goes on with what it began with as far as it has read that.',
      permission: write,
      params: uuidPath,
      body: discoveryBody,
      ifMatch: true,
      patchedFrom: asRequested,
      audit: { operation: 'discoveries.update', resource: 'discoveries' },
      responses: { 200: { description: 'The updated discovery', schema: discoveryView, etag: true } },
      async check({ params, body, ifMatch, caller, upcoming }) {
        const current = await discoveries.get(params.uuid);
        refuseStale(current, ifMatch);
        if (body.kind !== current.kind) {
          const detail = 'the kind of a discovery cannot be changed; make another one';
          throw validationFailed([{ pointer: '/kind', code: 'wrong_value', detail }]);
        }
        return { current, content: await contentOf(body, current, { caller, upcoming }) };
      },
      async handle({ body: { name, description } }, { current: { uuid, revision }, content }) {
        return replyWith(200, await discoveries.update(uuid, revision, { name, description, ...content }));
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/discoveries/{uuid}',
      operationId: 'deleteDiscovery',
      tag,
      summary: 'Delete a discovery',
      description:
        'Its runs and its trigger sets are deleted with it. The certificates that it found stay, and so does the event history. Refused while a run is under way, and while a scheduled job names it.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'discoveries.delete', resource: 'discoveries' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const current = await discoveries.get(params.uuid);
        refuseStale(current, ifMatch);
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        if (current.openRun !== null) {
          throw new CertloomError('invalid_state', 'A run of this discovery is under way; cancel it first.');
        }
        refuseWhenUsed('discovery', await deps.referencesOf('discovery', current), { object: current, upcoming });
        return current;
      },
      async handle({ note }, current) {
        const revision = await discoveries.bumpRevision(current.uuid, current.revision);
        const message = await deps.beforeDeletion(current.uuid);
        if (message !== undefined) note({ message });
        await discoveries.remove(current.uuid, revision);
        return { status: 204 };
      },
    }),
  ];
}

function replyWith(status: number, discovery: Discovery) {
  return { status, body: toDiscoveryView(discovery), revision: discovery.revision };
}

/** Values of custom attributes are written by name alone. */
function asRequested(view: unknown): unknown {
  const { customAttributes, ...discovery } = view as {
    readonly customAttributes: readonly { readonly uuid: string }[];
  };
  return { ...discovery, customAttributes: customAttributes.map(({ uuid: _uuid, ...value }) => value) };
}
