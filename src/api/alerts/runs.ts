import { randomUUID } from 'node:crypto';
import { impliedMailHandler } from '../../domain/alerts/handler-plan';
import { CertloomError } from '../../domain/problem';
import type { LedgerRow } from '../../domain/alerts/ledger';
import { alertTokens, tokensOf } from '../../domain/alerts/tokens';
import { alertKinds } from '../../domain/alerts/kinds';
import type { AlertRun } from '../../domain/alerts/run';
import { cutPage } from '../../domain/values/page';
import { alertRunIdOf } from '../../services/alerts/run';
import type { AlertFollowUps } from '../../services/alerts/follow-ups';
import type { AlertLedgerStore } from '../../store/alerts/ledger';
import type { AlertStore } from '../../store/alerts/alerts';
import type { AlertRunStore } from '../../store/alerts/runs';
import type { AlertRunStart } from '../../temporal/messages/alerts';
import { idempotencyHeader, readIdempotencyKey } from '../http/idempotency-key';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { line, page, uuidPath, z } from '../http/schemas';
import { runViewOf, type RunViewDeps } from './run-view';
import { kind, ledgerQuery, ledgerRowView, rowPath, runPage, runQuery, runView, startedView } from './schemas';

export interface AlertRunRouteDeps extends RunViewDeps {
  readonly alerts: Pick<AlertStore, 'get'>;
  readonly runs: Pick<AlertRunStore, 'list' | 'count' | 'last'>;
  readonly ledger: Pick<AlertLedgerStore, 'find' | 'list' | 'count'>;
  readonly followUps: AlertFollowUps;
  readonly startRun: (start: AlertRunStart, request: string) => Promise<string>;
}

const tag = 'Alerts';
const acknowledgeBody = z.strictObject({ itemId: line(1, 100) }).openapi('AlertAcknowledgement');
const acknowledged = z
  .strictObject({ stopped: z.number().int().openapi({ description: 'Reminders that will not follow.' }) })
  .openapi('AcknowledgedAlertItem');
const tokenView = z
  .strictObject({
    name: z.string().openapi({ description: 'In braces; one that ends in a colon takes a name behind it.' }),
    kinds: z.array(z.string()),
    meaning: z.string(),
    example: z.string(),
  })
  .openapi('AlertToken');

/** Runs of alerts, their ledger, and what people do with both. */
export function createAlertRunRoutes(deps: AlertRunRouteDeps): Route[] {
  const { alerts, runs, ledger, followUps } = deps;
  const viewOf = (run: AlertRun) => runViewOf(deps, run);

  return [
    defineRoute({
      method: 'post',
      path: '/alerts/{uuid}/run',
      operationId: 'runAlert',
      tag,
      summary: 'Run an alert now',
      description:
        'Works while it is disabled, too, in the security context `api`. The same request with the same Idempotency-Key is one run.',
      permission: 'alerts:execute',
      params: uuidPath,
      requestHeaders: idempotencyHeader,
      audit: { operation: 'alerts.run', resource: 'alerts' },
      responses: { 202: { description: 'Started', schema: startedView, location: true } },
      async handle({ params, caller, req, note }) {
        const alert = await alerts.get(params.uuid);
        note({ objects: [{ uuid: alert.uuid, name: alert.name }] });
        const key = readIdempotencyKey(req);
        const request = key === undefined ? randomUUID() : alertRunIdOf(`${caller.actor.uuid} ${key}`);
        const start: AlertRunStart = { alertUuid: alert.uuid, trigger: 'manual', context: 'api', actor: caller.actor };
        const workflowId = await deps.startRun(start, request);
        const headers = { Location: `/api/v1/alerts/${alert.uuid}/runs` };
        return { status: 202, body: { workflowId, runId: alertRunIdOf(workflowId) }, headers };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/alerts/{uuid}/runs',
      operationId: 'listAlertRuns',
      tag,
      summary: 'List the runs of an alert, newest first',
      permission: 'alerts:read',
      params: uuidPath,
      query: runQuery,
      responses: { 200: { description: 'A page of runs, with the last of each security context', schema: runPage } },
      async handle(context) {
        const { params, query } = context;
        const filter = query.status === undefined ? {} : { status: query.status };
        const after = readCursor<{ startedAt: Date; id: string }>(context);
        const [found, api, service] = await Promise.all([
          runs.list(params.uuid, filter, after, query.limit + 1),
          runs.last(params.uuid, 'api'),
          runs.last(params.uuid, 'service'),
        ]);
        if (found.length === 0) await alerts.get(params.uuid);
        const { items, last } = cutPage(found, query.limit);
        const next = last === undefined ? undefined : { startedAt: last.startedAt, id: last.id };
        const reply = await pageReply(context, { items: items.map(viewOf), next }, () =>
          runs.count(params.uuid, filter),
        );
        const lastOfContexts = { api: api && viewOf(api), service: service && viewOf(service) };
        return { ...reply, body: { ...(reply.body as object), lastOfContexts } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/alerts/{uuid}/ledger',
      operationId: 'listAlertLedger',
      tag,
      summary: 'List what an alert has reported, newest first',
      description: 'With `state=failed` or `state=uncertain`: what a person may look at and send again.',
      permission: 'alerts:read',
      params: uuidPath,
      query: ledgerQuery,
      responses: { 200: { description: 'A page of rows', schema: page(ledgerRowView) } },
      async handle(context) {
        const { params, query } = context;
        const { state, itemId, limit } = query;
        const filter = { ...(state === undefined ? {} : { state }), ...(itemId === undefined ? {} : { itemId }) };
        const after = readCursor<{ firstDueAt: Date; id: string }>(context);
        const found = await ledger.list(params.uuid, filter, after, limit + 1);
        if (found.length === 0) await alerts.get(params.uuid);
        const { items, last } = cutPage(found, limit);
        const next = last === undefined ? undefined : { firstDueAt: last.firstDueAt, id: last.id };
        return pageReply(context, { items: items.map(rowOf), next }, () => ledger.count(params.uuid, filter));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/alerts/ledger/{rowId}/resend',
      operationId: 'resendAlertLedgerRow',
      tag,
      summary: 'Resend what failed, or of which nobody knows',
      permission: 'alerts:execute',
      params: rowPath,
      audit: { operation: 'alerts.resend', resource: 'alerts' },
      responses: { 202: { description: 'Started', schema: startedView } },
      async handle({ params, caller, note }) {
        const row = await ledger.find(params.rowId);
        if (row === null) throw new CertloomError('not_found', 'There is no such row of a ledger.');
        note({ objects: [{ uuid: row.alertId, name: null }] });
        const workflowId = await followUps.resend(row, caller.actor);
        return { status: 202, body: { workflowId, runId: alertRunIdOf(workflowId) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/alerts/{uuid}/acknowledge',
      operationId: 'acknowledgeAlertItem',
      tag,
      summary: 'Acknowledge an item: no reminders of it follow',
      permission: 'alerts:write',
      params: uuidPath,
      body: acknowledgeBody,
      audit: { operation: 'alerts.acknowledge', resource: 'alerts' },
      responses: { 200: { description: 'What does not follow', schema: acknowledged } },
      async handle({ params, body, note }) {
        const alert = await alerts.get(params.uuid);
        note({ objects: [{ uuid: alert.uuid, name: alert.name }] });
        return { status: 200, body: { stopped: await followUps.acknowledge(alert, body.itemId) } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/alerts/tokens',
      operationId: 'listAlertTokens',
      tag,
      summary: 'List the tokens that texts of alerts may hold',
      permission: 'alerts:read',
      query: z.strictObject({ kind: kind.optional() }),
      responses: {
        200: {
          description: 'The tokens',
          schema: z.strictObject({ items: z.array(tokenView) }).openapi('AlertTokenList'),
        },
      },
      async handle({ query }) {
        const known = alertKinds.flatMap(({ code }) => tokensOf(code));
        const items =
          query.kind === undefined ? alertTokens.filter((one) => known.includes(one)) : tokensOf(query.kind);
        return { status: 200, body: { items } };
      },
    }),
  ];
}

function rowOf({ id, alertId, effectStartedAt: _e, ...row }: LedgerRow) {
  const handlerId = row.handlerId === impliedMailHandler.id ? 'mail' : row.handlerId;
  return { rowId: id, alertUuid: alertId, ...row, handlerId };
}

export const alertRunView = runView;
