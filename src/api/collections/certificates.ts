import type { PatternEngine } from '../../domain/conditions/patterns';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { certificateSorts } from '../../store/certificates/inventory';
import type { CollectionStore } from '../../store/collections/collections';
import type { Position } from '../../store/database/keyset-scan';
import { selectionOfCondition, type CertificateDirectory } from '../../services/certificates/selection';
import type { PatternThread } from '../../services/firings/pattern-thread';
import { rowParts, toCertificateRows, type RowDeps } from '../certificates/rows';
import { undecidedWarnings } from '../certificates/undecided';
import { pageReply, readCursor } from '../http/paging';
import { refuseWithoutRights } from '../http/rights';
import { defineRoute, type Caller, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';
import { sortOrder } from '../http/sorting';
import { certificatesPage, certificatesQuery, countView, previewBody, previewView } from './schemas';

export interface CollectionCertificateDeps extends RowDeps {
  readonly collections: Pick<CollectionStore, 'get'>;
  readonly inventory: CertificateInventory;
  readonly directory: { snapshot(): Promise<CertificateDirectory> };
  readonly patterns: PatternEngine;
  readonly thread?: PatternThread;
  readonly now: () => Date;
}

const shared = { tag: 'Collections', permission: 'collections:read', budget: 'search' } as const;
const previewed = 20;

/** What is in a collection now. Whoever asks has to be allowed to read certificates, too. */
export function createCollectionCertificateRoutes(deps: CollectionCertificateDeps): Route[] {
  const { collections, inventory } = deps;

  function refuseStrangers(caller: Caller): void {
    refuseWithoutRights(caller, [{ pointer: '', permission: 'certificates:read' }]);
  }

  async function selectionOf(query: unknown, sort: Parameters<typeof sortOrder>[0], now: Date) {
    const { field, direction } = sortOrder(sort as 'notAfter', certificateSorts);
    const engines = { ...deps, member: 'query' } as const;
    return selectionOfCondition(query, field, direction, await deps.directory.snapshot(), engines, now);
  }

  return [
    defineRoute({
      ...shared,
      method: 'get',
      path: '/collections/{uuid}/certificates',
      operationId: 'listCollectionCertificates',
      summary: 'List the certificates of a collection',
      description:
        'A page can be short or even empty although there are more: follow `nextCursor`. Each page says as of which moment it is.',
      params: uuidPath,
      query: certificatesQuery,
      responses: { 200: { description: 'A page of certificates', schema: certificatesPage } },
      async handle(context) {
        const { params, query, caller } = context;
        refuseStrangers(caller);
        const { query: condition } = await collections.get(params.uuid);
        const at = readCursor(context) as (Position & { readonly now: Date }) | undefined;
        // One walk has one clock, or IN_NEXT would move between its pages.
        const asOf = deps.now();
        const now = at?.now ?? asOf;
        const selection = await selectionOf(condition, query.sort, now);
        const { items, next } = await inventory.search({ ...selection, after: at, limit: query.limit }, rowParts);
        const page = {
          items: await toCertificateRows(deps, items),
          next: next === undefined ? undefined : { ...next, now },
        };
        return pageReply(context, page, () => inventory.count(selection), { asOf });
      },
    }),
    defineRoute({
      ...shared,
      method: 'get',
      path: '/collections/{uuid}/count',
      operationId: 'getCollectionCount',
      summary: 'Get how many certificates a collection has',
      params: uuidPath,
      responses: { 200: { description: 'The number', schema: countView } },
      async handle({ params, caller }) {
        refuseStrangers(caller);
        const { query } = await collections.get(params.uuid);
        const asOf = deps.now();
        return {
          status: 200,
          body: { total: await inventory.count(await selectionOf(query, 'notAfter', asOf)), asOf },
        };
      },
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: '/collections/preview',
      operationId: 'previewCollection',
      summary: 'Preview what a query finds, without saving it',
      body: previewBody,
      responses: { 200: { description: 'Some certificates, and how many there are', schema: previewView } },
      async handle({ body, caller }) {
        refuseStrangers(caller);
        const selection = await selectionOf(body.query, 'notAfter', deps.now());
        const { items } = await inventory.search({ ...selection, after: undefined, limit: previewed }, rowParts);
        return {
          status: 200,
          body: {
            items: await toCertificateRows(deps, items),
            total: await inventory.count(selection),
            warnings: undecidedWarnings(selection.undecided, '/query'),
          },
        };
      },
    }),
  ];
}
