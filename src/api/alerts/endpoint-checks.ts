import { dashboardState, endpointStates } from '../../domain/alerts/endpoint';
import { cutPage } from '../../domain/values/page';
import type { AlertStore } from '../../store/alerts/alerts';
import type { EndpointCheckStore } from '../../store/alerts/endpoint-checks';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { isoDate, page, pageQuery, uuidPath, z } from '../http/schemas';

export interface EndpointCheckRouteDeps {
  readonly alerts: Pick<AlertStore, 'get'>;
  readonly checks: Pick<EndpointCheckStore, 'list' | 'count'>;
  readonly now: () => Date;
}

const state = z.enum(endpointStates);
const checkView = z
  .strictObject({
    checkId: z.string(),
    at: isoDate,
    state: state.openapi({
      description:
        'A warning begins `warningDays` before the end; of what holds no longer than that, with the last third.',
    }),
    dashboardState: state.openapi({ description: 'As of now; a warning begins `warningHours` before the end.' }),
    since: isoDate.openapi({ description: 'Since when it has been in this state, by the checks.' }),
    thisUpdate: isoDate.nullable().openapi({ description: 'Since when what it gave holds.' }),
    nextUpdate: isoDate.nullable(),
    detail: z.string(),
  })
  .openapi('EndpointCheck');

/** `/alerts/{uuid}/checks`: every look at the endpoint of an alert. */
export function createEndpointCheckRoute({ alerts, checks, now }: EndpointCheckRouteDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/alerts/{uuid}/checks',
    operationId: 'listEndpointChecks',
    tag: 'Alerts',
    summary: 'List the checks of the endpoint of an alert, newest first',
    description: 'Of alerts of the kind `revocation_monitoring`; others have none. Kept for 365 days.',
    permission: 'alerts:read',
    params: uuidPath,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of checks', schema: page(checkView) } },
    async handle(context) {
      const { params, query } = context;
      const alert = await alerts.get(params.uuid);
      const after = readCursor<{ at: Date; id: string }>(context);
      const { items, last } = cutPage(await checks.list(alert.uuid, after, query.limit + 1), query.limit);
      const next = last === undefined ? undefined : { at: last.at, id: last.id };
      const views = items.map(({ id, alertId: _a, ...check }) => ({
        ...{ checkId: id, ...check, dashboardState: dashboardState(check, now(), alert.warningHours) },
      }));
      return pageReply(context, { items: views, next }, () => checks.count(alert.uuid));
    },
  });
}
