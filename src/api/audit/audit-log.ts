import { Readable } from 'node:stream';
import { auditResources, type AuditRow } from '../../domain/identity/audit';
import { auditOperations } from '../../domain/identity/audit-operations';
import { chainFaultCodes, type NotedRow } from '../../store/audit/chain';
import type { AuditFilter, AuditKey, AuditStore } from '../../store/audit/audit';
import { actorOf, sourceOf, type Audit } from '../http/audit';
import { pageReply, readCursor } from '../http/paging';
import { type Route, defineRoute } from '../http/route';
import { sortBy } from '../http/sorting';
import { instant, isoDate, line, orNull, page, pageQuery, uuid, wholeNumber, z } from '../http/schemas';

const nullableText = z.string().nullable();

const actor = z
  .strictObject({
    type: z.enum(['user', 'system', 'anonymous']),
    authMethod: z.enum(['apiKey', 'session', 'signedLink', 'none']),
    uuid: nullableText,
    name: z.string(),
  })
  .openapi('AuditActor');
const source = z
  .strictObject({
    method: z.string(),
    path: z.string(),
    contentType: nullableText,
    ipAddress: z.string(),
    userAgent: nullableText,
  })
  .openapi('AuditSource');
const resource = z
  .strictObject({
    type: z.string(),
    objects: z.array(z.strictObject({ uuid: nullableText, name: nullableText }).openapi('AuditObject')),
  })
  .openapi('AuditedResource');
const affiliatedResource = z.strictObject({ type: z.string(), uuid: z.string() }).openapi('AffiliatedResource');

const auditRowSchema = z
  .strictObject({
    id: z.number().int(),
    timestamp: isoDate,
    actor,
    source: orNull(source),
    resource,
    affiliatedResource: orNull(affiliatedResource),
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
    description:
      'Every request that changes something has two rows: one before it is carried out and one after. Each row carries the hash of the row before it.',
  });

const filterFields = {
  actor: uuid.optional().openapi({ description: 'A user.' }),
  operation: z.enum(auditOperations).optional().openapi({ example: 'groups.create' }),
  resource: z.enum(auditResources).optional().openapi({ example: 'groups' }),
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
  sort: sortBy('timestamp').default('-timestamp'),
});

const maxRow = Number.MAX_SAFE_INTEGER;
const anchorText = z
  .string()
  .regex(/^(?:[1-9]\d{0,15}:)?[0-9a-f]{64}$/, 'the hash of a row, or its number, a colon and its hash, is expected')
  .openapi({
    description:
      'A row that was noted outside of the database, `<id>:<hash>` or the hash alone: it must still be there. ' +
      'Certloom notes the newest row every hour in its log, in the event log and in syslog.',
  });
const rangeQuery = z.strictObject({
  from: wholeNumber(1, maxRow).optional(),
  to: wholeNumber(1, maxRow).optional(),
  anchor: anchorText.optional(),
});

const chainReport = z
  .strictObject({
    ok: z.boolean(),
    checked: z.number().int(),
    first: z.number().int().nullable(),
    last: z.number().int().nullable(),
    anchor: z.enum(['matches', 'differs', 'purged']).nullable().openapi({
      description: 'What became of the anchor you gave; null without one.',
    }),
    faults: z.array(
      z
        .strictObject({
          seq: z.number().int(),
          code: z.enum(chainFaultCodes),
          detail: z.string(),
        })
        .openapi('AuditFault'),
    ),
  })
  .openapi('AuditVerification');

export interface AuditLogRouteDeps {
  readonly auditLog: AuditStore;
  readonly audit: Audit;
}

const tag = 'Audit log';
const purge = { operation: 'audit-log.purge', resource: 'auditLog' } as const;

/** `/audit-log`: list, export, verification and purge. */
export function createAuditLogRoutes({ auditLog, audit }: AuditLogRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/audit-log',
      operationId: 'listAuditRows',
      tag,
      summary: 'Search the audit log',
      permission: 'audit-log:read',
      query: listQuery,
      budget: 'search',
      responses: { 200: { description: 'A page of rows', schema: page(auditRowSchema) } },
      async handle(context) {
        const { sort, limit, cursor: _cursor, count: _count, ...filter } = context.query;
        const after = readCursor<AuditKey>(context);
        return pageReply(
          context,
          await auditLog.list(given(filter), { after, limit, ascending: sort === 'timestamp' }),
          () => auditLog.count(given(filter)),
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
      audit: { operation: 'audit-log.export', resource: 'auditLog' },
      responses: {
        200: {
          description: 'The rows',
          raw: { 'application/jsonl': { kind: 'text', description: 'One row per line.' } },
        },
      },
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
      summary: 'Verify the hash chain of the audit log',
      description: 'Finds rows that were changed, added or deleted behind the back of Certloom.',
      permission: 'audit-log:read',
      query: rangeQuery,
      budget: 'search',
      responses: { 200: { description: 'The result', schema: chainReport } },
      handle: async ({ query: { anchor, ...range }, signal }) => ({
        status: 200,
        body: await auditLog.verifyChain({
          ...given(range),
          ...(anchor === undefined ? {} : { anchor: notedRow(anchor) }),
          signal,
        }),
      }),
    }),
    defineRoute({
      method: 'delete',
      path: '/audit-log',
      operationId: 'purgeAuditLog',
      tag,
      summary: 'Purge the rows before a point in time',
      description: 'The purge itself is recorded, and the hash chain continues from where it was cut.',
      permission: 'audit-log:write',
      query: z.strictObject({ before: instant }),
      audit: 'own',
      responses: {
        200: {
          description: 'How many rows were deleted, and the id of the last one',
          schema: z
            .strictObject({ deleted: z.number().int(), through: z.number().int().nullable() })
            .openapi('AuditPurge'),
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

function notedRow(text: string): NotedRow {
  const [hash = '', seq] = text.split(':').reverse();
  return { seq: seq === undefined ? null : Number(seq), hash };
}

/** Without the members that were not asked for. */
function given<T extends object>(filter: T): { [K in keyof T]: Exclude<T[K], undefined> } & AuditFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as never;
}

async function* lines(rows: AsyncIterable<AuditRow>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}
