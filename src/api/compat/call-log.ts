import { cutPage } from '../../domain/values/page';
import type { CallLog } from '../../services/compat/call-log';
import { mostUsages, type CompatCallStore } from '../../store/compat/calls';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { actorName, flag, instant, isoDate, page, pageQuery, uuid, z } from '../http/schemas';
import { sortBy } from '../http/sorting';

export interface CallLogRouteDeps {
  readonly calls: Pick<CompatCallStore, 'list' | 'count' | 'usage'>;
  readonly log: Pick<CallLog, 'settled'>;
}

const names = z.array(z.string());
const shared = {
  method: z.string(),
  path: z.string().openapi({
    description:
      'The call below `/KeyfactorAPI`; of one that is not served its path, with `{id}` for what looks like an id.',
  }),
  supported: z.boolean().openapi({ description: 'False: it is not in the surface, and was answered 501.' }),
  caller: actorName,
  userAgent: z.string().nullable(),
  ignored: names.openapi({ description: 'Names in query and body that have no effect here.' }),
};

const callView = z
  .strictObject({
    callId: z.string(),
    at: isoDate,
    ...shared,
    status: z.number().int(),
    code: z.string().nullable().openapi({ description: 'Of the refusal.' }),
    parameters: names.openapi({ description: 'Names in query and body; no values.' }),
    ipAddress: z.string(),
    durationMs: z.number(),
    requestId: z.string(),
  })
  .openapi('CompatCall');

const usageView = z
  .strictObject({
    ...shared,
    count: z.number().int(),
    refused: z.number().int().openapi({ description: 'How many of them were refused or failed.' }),
    firstAt: isoDate,
    lastAt: isoDate,
    lastStatus: z.number().int(),
  })
  .openapi('CompatUsage');

const tag = 'Keyfactor Command';
const permission = 'audit-log:read';

/** Which calls of the compatibility surface were made, so that a migration can see what is left. */
export function createCallLogRoutes({ calls, log }: CallLogRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/compat-calls',
      operationId: 'listCompatCalls',
      tag,
      summary: 'List the calls that were made under `/KeyfactorAPI`',
      description: 'Of callers that were let in; kept for 90 days.',
      permission,
      query: z.strictObject({
        ...pageQuery,
        supported: flag.optional().openapi({ description: 'False: only what is not in the surface.' }),
        user: uuid.optional(),
        method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).optional(),
        from: instant.optional().openapi({ description: 'Inclusive.' }),
        to: instant.optional().openapi({ description: 'Exclusive.' }),
        sort: sortBy('at').default('-at'),
      }),
      responses: { 200: { description: 'A page of calls', schema: page(callView) } },
      async handle(context) {
        const { limit, sort, supported, user, method, from, to } = context.query;
        const filter = { supported, user, method, from, to };
        await log.settled();
        const after = readCursor<{ at: Date; id: string }>(context);
        const found = await calls.list(filter, { after, limit: limit + 1, ascending: sort === 'at' });
        const { items, last } = cutPage(found, limit);
        const views = items.map(({ id, ...call }) => ({ callId: id, ...call }));
        const next = last === undefined ? undefined : { at: last.at, id: last.id };
        return pageReply(context, { items: views, next }, () => calls.count(filter));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/compat-usage',
      operationId: 'getCompatUsage',
      tag,
      summary: 'Get how often which calls were made under `/KeyfactorAPI`, by call and caller',
      description: `What was used last first, at most ${mostUsages}. What nobody has called for 90 days is forgotten.`,
      permission,
      responses: {
        200: {
          description: 'The calls',
          schema: z.strictObject({ items: z.array(usageView) }).openapi('CompatUsages'),
        },
      },
      async handle() {
        await log.settled();
        return { status: 200, body: { items: await calls.usage() } };
      },
    }),
  ];
}
