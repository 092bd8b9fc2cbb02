import type { CollectionChange } from '../../domain/collections/change';
import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import type { CollectionChangeStore } from '../../store/collections/changes';
import type { CollectionStore } from '../../store/collections/collections';
import type { CollectionScanStore } from '../../store/collections/scans';
import { pageReply, readCursor } from '../http/paging';
import { refuseWithoutRights } from '../http/rights';
import { defineRoute, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';
import { changesPage, changesQuery } from './schemas';

export interface CollectionChangeDeps {
  readonly collections: Pick<CollectionStore, 'get'>;
  readonly changes: Pick<CollectionChangeStore, 'list' | 'count'>;
  readonly scans: Pick<CollectionScanStore, 'find'>;
}

/** What entered and left a collection since it is tracked. */
export function createCollectionChangeRoute({ collections, changes, scans }: CollectionChangeDeps): Route {
  return defineRoute({
    tag: 'Collections',
    method: 'get',
    path: '/collections/{uuid}/changes',
    operationId: 'listCollectionChanges',
    summary: 'List what entered and left a collection',
    description:
      'The newest first. A collection is looked at where `track` is set or a definition watches it: at once after the inventory has changed, and every ten minutes. `asOf` names the last look that came to its end.',
    permission: 'collections:read',
    params: uuidPath,
    query: changesQuery,
    responses: { 200: { description: 'A page of changes', schema: changesPage } },
    async handle(context) {
      const { params, query, caller } = context;
      refuseWithoutRights(caller, [{ pointer: '', permission: 'certificates:read' }]);
      const collection = await collections.get(params.uuid);
      const scan = await scans.find(collection.uuid);
      if (scan === null && !collection.track) {
        throw new CertloomError(
          'invalid_state',
          'The collection is not tracked: set `track`, or let a definition of the workflow builder watch it.',
        );
      }
      const filter = { change: query.change, certificateId: query.certificateUuid, from: query.from, to: query.to };
      const before = readCursor<{ readonly seq: number }>(context)?.seq;
      const found = await changes.list(collection.uuid, filter, before, query.limit + 1);
      const { items, last } = cutPage(found, query.limit);
      const page = { items: items.map(viewOf), next: last === undefined ? undefined : { seq: last.seq } };
      return pageReply(context, page, () => changes.count(collection.uuid, filter), { asOf: scan?.asOf ?? null });
    },
  });
}

function viewOf({ seq, certificateId, change, at, snapshot }: CollectionChange) {
  return { seq, certificateUuid: certificateId, change, at, certificate: snapshot };
}
