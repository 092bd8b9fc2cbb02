import { randomUUID } from 'node:crypto';
import type { Collection } from '../../domain/collections/collection';
import type { PatternEngine } from '../../domain/conditions/patterns';
import type { Condition } from '../../domain/conditions/tree';
import { validateCondition } from '../../domain/conditions/validate';
import { CertloomError } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import type { CertificateDirectory } from '../../services/certificates/selection';
import type { UsedBy } from '../../services/identity/deletion';
import type { CollectionStore } from '../../store/collections/collections';
import { conditionWarnings } from '../conditions/warnings';
import { namedList, namedListQuery } from '../http/named-lists';
import { refuseWhenUsed } from '../http/references';
import { defineRoute, type Caller, type Reply, type Route } from '../http/route';
import { page, uuidPath } from '../http/schemas';
import type { Upcoming } from '../http/upcoming';
import { createCollectionChangeRoute, type CollectionChangeDeps } from './changes';
import { createCollectionCertificateRoutes, type CollectionCertificateDeps } from './certificates';
import { collectionBody, collectionView, listedCollection } from './schemas';

export interface CollectionRouteDeps extends CollectionCertificateDeps, Omit<CollectionChangeDeps, 'collections'> {
  readonly collections: CollectionStore;
  readonly directory: { snapshot(): Promise<CertificateDirectory> };
  readonly patterns: PatternEngine;
  /** What refers to a collection; some are enough. */
  readonly usersOf: (collection: Pick<Collection, 'uuid' | 'name'>) => Promise<readonly UsedBy[]>;
}

const shared = { tag: 'Collections' } as const;
const read = 'collections:read';
const write = 'collections:write';
const shownUsers = 20;

/** `/collections`: saved queries over the inventory. One that something uses is not deleted. */
export function createCollectionRoutes(deps: CollectionRouteDeps): Route[] {
  const { collections, usersOf } = deps;

  async function reply(status: number, collection: Collection, { permissions }: Caller): Promise<Reply> {
    const directory = await deps.directory.snapshot();
    const where = { scope: 'certificates', pointer: '/query' } as const;
    const warnings = conditionWarnings(collection.query, where, directory, deps.patterns, permissions);
    const usedBy = (await usersOf(collection)).slice(0, shownUsers);
    return { status, body: { ...collection, usedBy, warnings }, revision: collection.revision };
  }

  async function checkedQuery(query: unknown, upcoming: Upcoming | undefined): Promise<Condition | null> {
    if (query === null || query === undefined) return null;
    const directory = await deps.directory.snapshot();
    const attributes = [...(upcoming?.pictured(directory) ?? directory).attributes.values()];
    const scope = { scope: 'certificates', stage: null, attributes, patterns: deps.patterns } as const;
    const checked = validateCondition(query, scope, '/query');
    if (!('faults' in checked)) return checked.condition;
    const detail = `The query is not valid: ${checked.faults[0]?.detail ?? 'not valid'}`;
    throw new CertloomError('invalid_condition', detail, { errors: checked.faults.slice(0, 100) });
  }

  return [
    defineRoute({
      ...shared,
      method: 'get',
      path: '/collections',
      operationId: 'listCollections',
      summary: 'List collections',
      permission: read,
      query: namedListQuery,
      responses: { 200: { description: 'A page of collections', schema: page(listedCollection) } },
      handle: (context) => namedList(context, collections),
    }),
    defineRoute({
      ...shared,
      method: 'get',
      path: '/collections/{uuid}',
      operationId: 'getCollection',
      summary: 'Get a collection',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The collection', schema: collectionView, etag: true } },
      handle: async ({ params, caller }) => reply(200, await collections.get(params.uuid), caller),
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: '/collections',
      operationId: 'createCollection',
      summary: 'Create a collection',
      permission: write,
      body: collectionBody,
      audit: { operation: 'collections.create', resource: 'collections' },
      responses: { 201: { description: 'The new collection', schema: collectionView, etag: true, location: true } },
      check: async ({ body, upcoming }) => ({ ...body, query: await checkedQuery(body.query, upcoming) }),
      async handle({ caller }, fields) {
        const now = deps.now();
        const made = await collections.create(randomUUID(), { ...fields, createdAt: now, changedAt: now });
        return { ...(await reply(201, made, caller)), headers: { Location: `/api/v1/collections/${made.uuid}` } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'put',
      path: '/collections/{uuid}',
      operationId: 'updateCollection',
      summary: 'Update a collection',
      permission: write,
      params: uuidPath,
      body: collectionBody,
      ifMatch: true,
      audit: { operation: 'collections.update', resource: 'collections' },
      responses: { 200: { description: 'The updated collection', schema: collectionView, etag: true } },
      async check({ params, body, ifMatch, upcoming }) {
        refuseStale(await collections.get(params.uuid), ifMatch);
        return { ...body, query: await checkedQuery(body.query, upcoming) };
      },
      async handle({ params, ifMatch, caller }, fields) {
        return reply(200, await collections.update(params.uuid, ifMatch, { ...fields, changedAt: deps.now() }), caller);
      },
    }),
    defineRoute({
      ...shared,
      method: 'delete',
      path: '/collections/{uuid}',
      operationId: 'deleteCollection',
      summary: 'Delete a collection',
      description: 'Refused while something uses it. Its certificates stay.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'collections.delete', resource: 'collections' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const current = await collections.get(params.uuid);
        refuseStale(current, ifMatch);
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        refuseWhenUsed('collection', await usersOf(current), { object: current, upcoming });
        return current;
      },
      async handle(_context, { uuid, revision }) {
        await collections.remove(uuid, revision);
        return { status: 204 };
      },
    }),
    ...createCollectionCertificateRoutes(deps),
    createCollectionChangeRoute(deps),
  ];
}
