import { logLevels } from '../../domain/event-log/entry';
import type { EventLogEntryStore } from '../../store/event-log/entries';
import { validationFailed } from '../http/faults';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { instant, isoDate, line, page, pageQuery, uuid, wholeNumber, z } from '../http/schemas';

export interface EventLogRouteDeps {
  readonly entries: EventLogEntryStore;
}

const entry = z
  .strictObject({
    entryId: z.string(),
    time: isoDate,
    source: z.string(),
    eventId: z.number().int(),
    level: z.string(),
    category: z.number().int(),
    message: z.string(),
    data: z.record(z.string(), z.string()),
    firingId: z.string().nullable(),
    instanceId: z.string().nullable(),
    itemId: z.string().nullable(),
    host: z.string(),
    delivery: z.array(
      z
        .strictObject({
          sink: z.string(),
          state: z.enum(['delivered', 'waiting', 'failed']),
          attempts: z.number().int(),
          error: z.string().nullable(),
        })
        .openapi('EventLogDelivery'),
    ),
  })
  .openapi('EventLogEntry');

/** The entries that were written to the event log; firings are at `/event-history`. */
export function createEventLogRoutes({ entries }: EventLogRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/event-log',
      operationId: 'listEventLogEntries',
      tag: 'Event log',
      summary: 'List the entries of the event log, newest first',
      description:
        'With `text` a page can be short or even empty although there are more: each request looks through a limited number of entries. Follow `nextCursor`.',
      permission: 'event-log:read',
      budget: 'search',
      query: z.strictObject({
        ...pageQuery,
        from: instant.optional(),
        to: instant.optional(),
        level: z.enum(logLevels).optional(),
        source: line(1, 64).optional(),
        eventId: wholeNumber(0, 65_535).optional(),
        firingId: uuid.optional(),
        itemId: line(1, 200).optional(),
        category: wholeNumber(0, 65_535).optional(),
        text: line(1, 200).optional(),
      }),
      responses: { 200: { description: 'A page of entries', schema: page(entry) } },
      async handle(context) {
        const { limit, cursor: _cursor, count: _count, firingId: firing, itemId: item, ...others } = context.query;
        const filter = { ...others, firing, item };
        if (filter.from !== undefined && filter.to !== undefined && filter.from >= filter.to) {
          throw validationFailed([{ pointer: '/query/to', code: 'wrong_value', detail: 'must be later than from' }]);
        }
        const after = readCursor<{ time: Date; entryId: string }>(context) ?? null;
        const { entries: items, next } = await entries.list(filter, after, limit);
        return pageReply(
          context,
          { items, next: next === null ? undefined : { time: next.time, entryId: next.entryId } },
          () => entries.count(filter),
        );
      },
    }),
  ];
}
