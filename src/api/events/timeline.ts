import { earliestInstant } from '../../domain/values/scalars';
import { validationFailed } from '../http/faults';
import { defineRoute, type Route } from '../http/route';
import { filterOf, refuseUnknownEvents, type EventHistoryRouteDeps } from './history-read';
import { timelineQuery, timelineView } from './history-schemas';

const usualDays = 30;
const dayMs = 86_400_000;

/** How many firings each stretch of a time has, for the chart above the list. */
export function createTimelineRoute(deps: EventHistoryRouteDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/event-history/timeline',
    operationId: 'getFiringTimeline',
    tag: 'Event history',
    summary: 'Get the numbers of firings over time',
    description:
      'Takes the filters of the list but for `text`. Of more than some 20,000 firings the numbers are estimates, and `isEstimate` says so.',
    permission: 'event-history:read',
    budget: 'search',
    query: timelineQuery,
    responses: { 200: { description: 'The numbers', schema: timelineView } },
    async handle({ query: { from: asked, to: until, points, ...filters } }) {
      await refuseUnknownEvents(filters.event ?? [], '/query/event/', deps);
      const to = until ?? deps.now();
      const from = asked ?? new Date(Math.max(to.getTime() - usualDays * dayMs, earliestInstant));
      if (from >= to) {
        throw validationFailed([
          { pointer: '/query/from', code: 'wrong_value', detail: 'from must be earlier than to' },
        ]);
      }
      const milliseconds = Math.max(1000, Math.ceil((to.getTime() - from.getTime()) / points));
      const filter = await filterOf({ ...filters, sort: '-occurredAt' }, deps);
      const { isEstimate, items } = await deps.history.timeline(filter, { from, to, milliseconds });
      const counts = new Map(items.map(({ index, ...point }) => [index, point]));
      const length = Math.ceil((to.getTime() - from.getTime()) / milliseconds);
      const shown = Array.from({ length }, (_, index) => ({
        at: new Date(from.getTime() + index * milliseconds),
        ...(counts.get(index) ?? { firings: 0, failed: 0, ignored: 0 }),
      }));
      return { status: 200, body: { from, to, seconds: milliseconds / 1000, isEstimate, items: shown } };
    },
  });
}
