import { bulkOutcomes, permissionOfBulk } from '../../domain/certificates/bulk';
import { CertloomError, validationFailed } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import type { BulkRequest, BulkRequests } from '../../services/certificates/bulk-request';
import type { BulkChange, BulkChangeStore } from '../../store/certificates/bulk-changes';
import type { BulkRowStore } from '../../store/certificates/bulk-rows';
import { idempotencyHeader, readIdempotencyKey } from '../http/idempotency-key';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { pageQuery, uuid, z } from '../http/schemas';
import { refuseMissing } from '../triggers/routes';
import { bulkPage, bulkPreview, bulkRequest, bulkRowPage, bulkView, toBulkView } from './bulk-schemas';

export interface BulkRouteDeps {
  readonly requests: BulkRequests;
  readonly changes: Pick<BulkChangeStore, 'find' | 'list' | 'count' | 'requestCancel'>;
  readonly rows: Pick<BulkRowStore, 'counts' | 'list' | 'count'>;
}

const tag = 'Certificates';
const read = 'certificates:read';
const path = z.strictObject({ bulkId: uuid });

/** The same change of many certificates: previewed, carried out by a run, followed row by row, and called off. */
export function createBulkRoutes(deps: BulkRouteDeps): Route[] {
  const { requests, changes, rows } = deps;
  const viewOf = async (bulk: BulkChange) => toBulkView(bulk, await rows.counts(bulk.bulkId));

  async function existing(bulkId: string): Promise<BulkChange> {
    const found = await changes.find(bulkId);
    if (found === null) throw new CertloomError('not_found', 'There is no such bulk change.');
    return found;
  }

  return [
    defineRoute({
      method: 'post',
      path: '/certificates/bulk',
      operationId: 'createBulkChange',
      tag,
      summary: 'Change or delete many certificates, or ask for their renewal or revocation',
      description:
        'Send it with `dryRun` first. The change is carried out in the background under your permissions, certificate by certificate like the single change; `Location` leads to its progress. Certificates that are stored later are not touched. Needs `certificates:write`, too, or what `renew` and `revoke` need in its place.',
      permission: read,
      budget: 'search',
      body: bulkRequest,
      audit: { operation: 'certificates.bulk', resource: 'certificates' },
      requestHeaders: idempotencyHeader,
      responses: {
        200: { description: 'The preview', schema: bulkPreview },
        202: { description: 'Accepted; `Location` is the change to follow', schema: bulkView, location: true },
      },
      async handle({ body, caller, req, requestId, note }) {
        refuseMissing(caller, [permissionOfBulk(body.changes)]);
        const request = selectionOf(body);
        const { uuid: by, name } = caller.actor;
        const author = { uuid: by, name };
        if (body.dryRun) {
          note({ message: 'preview' });
          return { status: 200, body: await requests.preview(request, author) };
        }
        const bulk = await requests.submit(request, {
          author,
          requestId,
          authMethod: caller.authMethod,
          key: readIdempotencyKey(req),
        });
        note({ objects: [], affiliatedResource: { type: 'bulkChanges', uuid: bulk.bulkId }, message: 'accepted' });
        const headers = { Location: `/api/v1/certificates/bulk/${bulk.bulkId}` };
        return { status: 202, body: await viewOf(bulk), headers };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/certificates/bulk',
      operationId: 'listBulkChanges',
      tag,
      summary: 'List bulk changes, newest first',
      permission: read,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of bulk changes', schema: bulkPage } },
      async handle(context) {
        const { limit } = context.query;
        const after = readCursor<{ createdAt: Date; bulkId: string }>(context);
        const { items, last } = cutPage(await changes.list(after, limit + 1), limit);
        const next = last === undefined ? undefined : { createdAt: last.createdAt, bulkId: last.bulkId };
        return pageReply(context, { items: await Promise.all(items.map(viewOf)), next }, () => changes.count());
      },
    }),
    defineRoute({
      method: 'get',
      path: '/certificates/bulk/{bulkId}',
      operationId: 'getBulkChange',
      tag,
      summary: 'Get a bulk change with its progress',
      permission: read,
      params: path,
      responses: { 200: { description: 'The bulk change', schema: bulkView } },
      handle: async ({ params }) => ({ status: 200, body: await viewOf(await existing(params.bulkId)) }),
    }),
    defineRoute({
      method: 'get',
      path: '/certificates/bulk/{bulkId}/rows',
      operationId: 'listBulkChangeRows',
      tag,
      summary: 'List what became of each certificate of a bulk change',
      description: 'By certificate.',
      permission: read,
      params: path,
      query: z.strictObject({ ...pageQuery, outcome: z.enum(bulkOutcomes).optional() }),
      responses: { 200: { description: 'A page of rows', schema: bulkRowPage } },
      async handle(context) {
        const { params, query } = context;
        await existing(params.bulkId);
        const after = readCursor<{ certificate: string }>(context)?.certificate;
        const found = await rows.list(params.bulkId, query.outcome, after, query.limit + 1);
        const { items, last } = cutPage(found, query.limit);
        const next = last === undefined ? undefined : { certificate: last.certificate };
        return pageReply(context, { items, next }, () => rows.count(params.bulkId, query.outcome));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/certificates/bulk/{bulkId}/cancel',
      operationId: 'cancelBulkChange',
      tag,
      summary: 'Cancel a bulk change',
      description:
        'It stops after the certificates it is working on, at most 100. What is changed stays changed, and what is requested stays requested. Needs what the change needs.',
      permission: read,
      params: path,
      audit: { operation: 'certificates.cancel-bulk', resource: 'certificates' },
      responses: { 202: { description: 'Requested', schema: bulkView } },
      async handle({ params, caller, note }) {
        refuseMissing(caller, [permissionOfBulk((await existing(params.bulkId)).changes)]);
        note({ affiliatedResource: { type: 'bulkChanges', uuid: params.bulkId } });
        if (!(await changes.requestCancel(params.bulkId))) {
          throw new CertloomError('invalid_state', 'This bulk change has ended already.');
        }
        return { status: 202, body: await viewOf(await existing(params.bulkId)) };
      },
    }),
  ];
}

function selectionOf({ filter, uuids, changes }: z.output<typeof bulkRequest>): BulkRequest {
  const hasFilter = filter !== undefined && filter !== null;
  if (hasFilter === (uuids !== undefined)) {
    const detail = 'either filter or uuids is needed, and not both; there is no change of everything by default';
    throw validationFailed([{ pointer: '', code: 'wrong_value', detail }]);
  }
  return { filter: filter ?? null, uuids: uuids === undefined ? null : [...new Set(uuids)], changes };
}
