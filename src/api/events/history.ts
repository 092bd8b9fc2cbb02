import { CertloomError } from '../../domain/problem';
import { earliestInstant } from '../../domain/values/scalars';
import type { Position } from '../../store/database/keyset-scan';
import { createDetailReader } from './history-detail';
import { filterOf, refuseUnknownEvents, withRepeats, type EventHistoryRouteDeps } from './history-read';
import { firingListQuery, firingRowView, firingView, summaryQuery, summaryView } from './history-schemas';
import { toFiringRow } from './history-view';
import { createTimelineRoute } from './timeline';
import { validationFailed } from '../http/faults';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { page, uuid, z } from '../http/schemas';

const tag = 'Event history';
const read = 'event-history:read';
const summaryDays = 30;
const dayMs = 86_400_000;

/** The Event Viewer: the list of firings with its filters, the summary, and one firing in full. */
export function createEventHistoryRoutes(deps: EventHistoryRouteDeps): Route[] {
  const { history } = deps;
  const details = createDetailReader(deps);
  return [
    defineRoute({
      method: 'get',
      path: '/event-history',
      operationId: 'listFirings',
      tag,
      summary: 'List firings by time',
      description:
        'Firings must match all filters. A page can be short although there are more: follow `nextCursor`. A filter of which the newest part of a large history holds nothing is refused with `filter_too_wide`: narrow it by time.',
      permission: read,
      budget: 'search',
      query: firingListQuery,
      responses: { 200: { description: 'A page of firings', schema: page(firingRowView) } },
      async handle(context) {
        const { query } = context;
        const after = readCursor(context) as Position | undefined;
        const direction = query.sort === '-occurredAt' ? -1 : 1;
        await refuseUnknownEvents(query.event ?? [], '/query/event/', deps);
        const filter = await filterOf(query, deps);
        const found = await history.list(filter, direction, after, query.limit);
        if (after === undefined && found.items.length === 0 && found.next !== undefined) throw tooWide(found.next);
        return pageReply(
          context,
          {
            items: (await withRepeats(found.items, deps)).map(toFiringRow),
            next: found.next === undefined ? undefined : { value: found.next.value, id: found.next.id },
          },
          () => history.count(filter),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/event-history/summary',
      operationId: 'getFiringSummary',
      tag,
      summary: 'Get the numbers of objects evaluated, matched, ignored, unmatched and failed, by event',
      permission: read,
      budget: 'search',
      query: summaryQuery,
      responses: { 200: { description: 'The counts', schema: summaryView } },
      async handle({ query: { event, ...range } }) {
        if (event !== undefined) await refuseUnknownEvents([event], '/query/event', deps);
        const to = range.to ?? deps.now();
        const from = range.from ?? new Date(Math.max(to.getTime() - summaryDays * dayMs, earliestInstant));
        if (from >= to) {
          throw validationFailed([
            { pointer: '/query/from', code: 'wrong_value', detail: 'from must be earlier than to' },
          ]);
        }
        const items = await history.summarise(event, from, to);
        const nothing = { evaluated: 0, matched: 0, ignored: 0, unmatched: 0, failed: 0 };
        const shown = items.length === 0 && event !== undefined ? [{ event, ...nothing }] : items;
        return { status: 200, body: { from, to, items: shown } };
      },
    }),
    createTimelineRoute(deps),
    defineRoute({
      method: 'get',
      path: '/event-history/{firingId}',
      operationId: 'getFiring',
      tag,
      summary: 'Get a firing with everything that was decided and done',
      permission: read,
      params: z.strictObject({ firingId: uuid }),
      responses: { 200: { description: 'The firing', schema: firingView } },
      async handle({ params }) {
        const [found] = await details([params.firingId]);
        if (found === undefined) throw new CertloomError('not_found', 'There is no such firing.');
        return { status: 200, body: found };
      },
    }),
  ];
}

/** Nothing was found as far as one request can look, and nobody knows how far there is to go. */
function tooWide({ value }: Position): CertloomError {
  const seen = value instanceof Date ? ` as far as ${value.toISOString()}` : '';
  return new CertloomError(
    'filter_too_wide',
    `None of the firings${seen} match, and there are too many to look through at once. Narrow the filter by from and to, or by an object, trigger or place; the export goes through all of them.`,
  );
}
