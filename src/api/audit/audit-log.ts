import { Readable } from 'node:stream';
import type { AuditRow } from '../../domain/identity/audit';
import type { AuditFilter, AuditKey, AuditStore } from '../../store/audit/audit';
import { actorOf, sourceOf, type Audit } from '../http/audit';
import { pageReply, readCursor } from '../http/paging';
import { type Route, defineRoute } from '../http/route';
import { instant, isoDate, line, page, pageQuery, uuid, wholeNumber, z } from '../http/schemas';

const nullableText = z.string().nullable();

const auditRowSchema = z
  .strictObject({
    id: z.number().int(),
    timestamp: isoDate,
    actor: z.strictObject({
      type: z.enum(['user', 'system', 'anonymous']),
      authMethod: z.enum(['apiKey', 'none']),
      uuid: nullableText,
      name: z.string(),
    }),
    source: z
      .strictObject({
        method: z.string(),
        path: z.string(),
        contentType: nullableText,
        ipAddress: z.string(),
        userAgent: nullableText,
      })
      .nullable(),
    resource: z.strictObject({
      type: z.string(),
      objects: z.array(z.strictObject({ uuid: nullableText, name: nullableText })),
    }),
    affiliatedResource: z.strictObject({ type: z.string(), uuid: z.string() }).nullable(),
    operation: z.string(),
    operationResult: z.enum(['success', 'failure']).nullable(),
    message: z.string(),
    operationData: z.unknown(),
    additionalData: z.unknown(),
    phase: z.enum(['request', 'outcome']),
    requestId: z.string(),
    prevHash: z.string(),
    hash: z.string(),
  })
  .openapi('AuditRow', {
    description: 'Two rows a request, before and after. Each row carries the hash of the one before it.',
  });

const filterFields = {
  actor: uuid.optional().openapi({ description: 'Uuid of a user.' }),
  operation: line(1, 100).optional().openapi({ example: 'groups.create' }),
  resource: line(1, 100).optional(),
  objectUuid: uuid.optional(),
  result: z.enum(['success', 'failure']).optional(),
  phase: z.enum(['request', 'outcome']).optional(),
  from: instant.optional().openapi({ description: 'Inclusive.' }),
  to: instant.optional().openapi({ description: 'Exclusive.' }),
  requestId: line(1, 64).optional(),
};
const filterQuery = z.strictObject(filterFields);
const listQuery = z.strictObject({
  ...pageQuery,
  ...filterFields,
  sort: z.enum(['timestamp', '-timestamp']).default('-timestamp'),
});

const maxRow = Number.MAX_SAFE_INTEGER;
const rangeQuery = z.strictObject({ from: wholeNumber(1, maxRow).optional(), to: wholeNumber(1, maxRow).optional() });

const chainReport = z
  .strictObject({
    ok: z.boolean(),
    checked: z.number().int(),
    first: z.number().int().nullable(),
    last: z.number().int().nullable(),
    faults: z.array(
      z.strictObject({
        seq: z.number().int(),
        code: z.enum(['altered', 'broken_link', 'missing', 'truncated', 'unproven_start']),
        detail: z.string(),
      }),
    ),
  })
  .openapi('AuditVerification');

export interface AuditLogRouteDeps {
  readonly auditLog: AuditStore;
  readonly audit: Audit;
}

const tag = 'Audit log';
const purge = { operation: 'audit-log.purge', resource: 'audit-log' } as const;

/** `/audit-log`: list, export, verification and purge. */
export function createAuditLogRoutes({ auditLog, audit }: AuditLogRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/audit-log',
      operationId: 'listAuditLog',
      tag,
      summary: 'Search the audit log',
      permission: 'audit-log:read',
      query: listQuery,
      budget: 'search',
      responses: { 200: { description: 'One page of rows', schema: page(auditRowSchema) } },
      async handle(context) {
        const { sort, limit, cursor: _cursor, ...filter } = context.query;
        const after = readCursor<AuditKey>(context);
        return pageReply(
          context,
          await auditLog.list(given(filter), { after, limit, ascending: sort === 'timestamp' }),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/audit-log/export',
      operationId: 'exportAuditLog',
      tag,
      summary: 'Export the audit log as JSON Lines, oldest first',
      permission: 'audit-log:read',
      query: filterQuery,
      budget: 'search',
      audit: { operation: 'audit-log.export', resource: 'audit-log' },
      responses: { 200: { description: 'One row a line', mediaType: 'application/jsonl' } },
      handle: async ({ query }) => ({
        status: 200,
        raw: Readable.from(lines(auditLog.stream(given(query)))),
        headers: {
          'Content-Type': 'application/jsonl; charset=utf-8',
          'Content-Disposition': 'attachment; filename="audit-log.jsonl"',
        },
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/audit-log/verify',
      operationId: 'verifyAuditLog',
      tag,
      summary: 'Recompute the hash chain',
      description: 'Finds rows that were changed, added or deleted behind the back of the service.',
      permission: 'audit-log:read',
      query: rangeQuery,
      budget: 'search',
      responses: { 200: { description: 'What was found', schema: chainReport } },
      handle: async ({ query, signal }) => ({
        status: 200,
        body: await auditLog.verifyChain({ ...given(query), signal }),
      }),
    }),
    defineRoute({
      method: 'delete',
      path: '/audit-log',
      operationId: 'purgeAuditLog',
      tag,
      summary: 'Delete the rows before a point in time',
      description: 'The purge is itself recorded, and the chain goes on from where it was cut.',
      permission: 'audit-log:write',
      query: z.strictObject({ before: instant }),
      audit: 'own',
      responses: {
        200: {
          description: 'How many rows went, and the number of the last one',
          schema: z.strictObject({ deleted: z.number().int(), through: z.number().int().nullable() }),
        },
      },
      async handle(context) {
        const { before } = context.query;
        await audit.request(context, purge, { operationData: { before } });
        const result = await auditLog.purge(before, {
          actor: actorOf(context.caller),
          source: sourceOf(context.req),
          requestId: context.requestId,
        });
        if (result.through === null) {
          await audit.outcome(context, purge, 'success', { message: 'there was nothing to purge' });
        }
        return { status: 200, body: result };
      },
    }),
  ];
}

/** Without the members that were not asked for. */
function given<T extends object>(filter: T): { [K in keyof T]: Exclude<T[K], undefined> } & AuditFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as never;
}

async function* lines(rows: AsyncIterable<AuditRow>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}
