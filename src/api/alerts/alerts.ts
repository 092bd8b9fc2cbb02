import { refuseWhenUsed } from '../http/references';
import type { UsedBy } from '../../services/identity/deletion';
import { randomUUID } from 'node:crypto';
import type { Alert, AlertFields } from '../../domain/alerts/alert';
import type { BranchHandler } from '../../domain/alerts/handler';
import { rightsOfHandlers } from '../../domain/alerts/handler-rights';
import { nextAlertRuns } from '../../domain/alerts/schedule';
import { alertWarnings } from '../../domain/alerts/warnings';
import { CertloomError } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import { cutPage } from '../../domain/values/page';
import type { AlertControls } from '../../services/alerts/controls';
import type { AlertStore } from '../../store/alerts/alerts';
import type { AlertRunStore } from '../../store/alerts/runs';
import type { AlertVersionStore } from '../../store/alerts/versions';
import { pageReply, readCursor } from '../http/paging';
import { refuseWithoutRights } from '../http/rights';
import { sortOrder } from '../http/sorting';
import { defineRoute, type Route } from '../http/route';
import { page, pageQuery, uuid, uuidPath, wholeNumber, z } from '../http/schemas';
import { readAlert } from './read-input';
import { alertFieldsView, alertInput, alertListQuery, alertView, listedAlertView, schedule, timeZone } from './schemas';
import { runViewOf, type RunViewDeps } from './run-view';

export interface AlertRouteDeps extends RunViewDeps {
  readonly alerts: Pick<AlertStore, 'get' | 'list' | 'count'>;
  readonly versions: Pick<AlertVersionStore, 'find' | 'list' | 'count'>;
  readonly runs: Pick<AlertRunStore, 'last'>;
  readonly controls: AlertControls;
  /** Whether handlers are given secrets: what their registered modules take. */
  readonly secretUsers: (handlers: AlertFields['handlers']) => Promise<(handler: BranchHandler) => boolean>;
  /** What refers to an alert and forbids that it goes. */
  readonly usersOf: (uuid: string) => Promise<readonly UsedBy[]>;
  /** Of the event log: those that entries reach. */
  readonly sinks: readonly string[];
  readonly now: () => Date;
}

const tag = 'Alerts';
const read = 'alerts:read';
const write = 'alerts:write';
const shownRuns = 3;
const detailReply = { description: 'The alert', schema: alertView, etag: true } as const;
const versionPath = z.strictObject({ uuid, version: wholeNumber(1, 1_000_000_000) });
const scheduleBody = z
  .strictObject({ alerts: z.array(uuid).min(1).max(200), schedule, timeZone })
  .openapi('AlertRescheduleRequest');
const convertBody = z
  .strictObject({
    dryRun: z.boolean().default(false).openapi({ description: 'With true nothing is changed.' }),
  })
  .openapi('AlertConversionRequest')
  .prefault({});
const conversion = z
  .strictObject({ before: alertFieldsView, after: alertFieldsView, converted: z.boolean() })
  .openapi('AlertConversion');

/** `/alerts`: rules on what to watch, when to look, whom to tell and what to run. */
export function createAlertRoutes(deps: AlertRouteDeps): Route[] {
  const { alerts, versions, controls, secretUsers, usersOf, sinks, now } = deps;
  const rightsOf = async (before: AlertFields | null, after: AlertFields) =>
    rightsOfHandlers(before, after, await secretUsers(after.handlers));
  const viewOf = (alert: Alert) => ({
    ...alert,
    schedule: alert.schedule ?? undefined,
    nextRuns:
      alert.enabled && alert.schedule !== null ? nextAlertRuns(alert.schedule, alert.timeZone, now(), shownRuns) : [],
    warnings: alertWarnings(alert, sinks),
  });
  const lastRunsOf = async (uuid: string) => {
    const [api, service] = await Promise.all([deps.runs.last(uuid, 'api'), deps.runs.last(uuid, 'service')]);
    return { api: api && runViewOf(deps, api), service: service && runViewOf(deps, service) };
  };
  const reply = (status: number, alert: Alert) => ({ status, body: viewOf(alert), revision: alert.version });
  const created = (alert: Alert) => ({ ...reply(201, alert), headers: { Location: `/api/v1/alerts/${alert.uuid}` } });

  return [
    defineRoute({
      method: 'get',
      path: '/alerts',
      operationId: 'listAlerts',
      tag,
      summary: 'List alerts',
      permission: read,
      query: alertListQuery,
      responses: { 200: { description: 'A page of alerts', schema: page(listedAlertView) } },
      async handle(context) {
        const { limit, kind, enabled, search } = context.query;
        const { field: sort, direction } = sortOrder(context.query.sort, ['kind', 'name', 'changedAt']);
        const filter = {
          ...(kind === undefined ? {} : { kind }),
          ...(enabled === undefined ? {} : { enabled }),
          ...(search === undefined ? {} : { search }),
        };
        const after = readCursor<{ value: string | Date; key: string }>(context);
        const page = { limit, sort, direction, ...(after === undefined ? {} : { after }) };
        const { items, next } = await alerts.list({ ...filter, ...page });
        const views = await Promise.all(
          items.map(async (alert) => ({
            ...viewOf(alert),
            ...(context.query.lastRuns === true ? { lastRuns: await lastRunsOf(alert.uuid) } : {}),
          })),
        );
        const rest = next === undefined ? undefined : { value: next.value, key: next.key };
        return pageReply(context, { items: views, next: rest }, () => alerts.count(filter));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/alerts/{uuid}',
      operationId: 'getAlert',
      tag,
      summary: 'Get an alert',
      permission: read,
      params: uuidPath,
      responses: { 200: detailReply },
      handle: async ({ params }) => reply(200, await alerts.get(params.uuid)),
    }),
    defineRoute({
      method: 'post',
      path: '/alerts',
      operationId: 'createAlert',
      tag,
      summary: 'Create an alert',
      description:
        'With more due items than `alerts.firstRunConfirm` of the settings it needs `firstRun`. A script handler needs `scripts:execute`, a renewal handler `certificates:renew`, a webhook over a connection and whatever is given secrets `secrets:use`.',
      permission: write,
      body: alertInput,
      audit: { operation: 'alerts.create', resource: 'alerts' },
      responses: { 201: { ...detailReply, description: 'The new alert', location: true } },
      async check({ body, caller, upcoming }) {
        const fields = readAlert(body, null, randomUUID);
        const change = await controls.checkNew(fields, body.firstRun ?? null, upcoming);
        refuseWithoutRights(caller, await rightsOf(null, change.fields));
        return change;
      },
      handle: async (_context, change) => created(await controls.create(change)),
    }),
    defineRoute({
      method: 'put',
      path: '/alerts/{uuid}',
      operationId: 'updateAlert',
      tag,
      summary: 'Update an alert',
      description:
        'Each change makes a new version; runs that are under way keep theirs. New and changed handlers need what they need in a new alert, and so do renewals that are to renew other certificates.',
      permission: write,
      params: uuidPath,
      body: alertInput,
      ifMatch: true,
      audit: { operation: 'alerts.update', resource: 'alerts' },
      responses: { 200: detailReply },
      async check({ params, body, ifMatch, caller, upcoming }) {
        const before = await alerts.get(params.uuid);
        const fields = readAlert(body, before, randomUUID);
        const change = await controls.checkChange(params.uuid, ifMatch, fields, body.firstRun ?? null, upcoming);
        // Conditions are compared in the form in which they are stored.
        refuseWithoutRights(caller, await rightsOf(before, change.fields));
        return { ...change, before };
      },
      handle: async (_context, change) => reply(200, await controls.update(change)),
    }),
    defineRoute({
      method: 'delete',
      path: '/alerts/{uuid}',
      operationId: 'deleteAlert',
      tag,
      summary: 'Delete an alert with its ledger',
      description: 'Its runs and firings stay. Refused while a definition of the workflow builder is for it.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'alerts.delete', resource: 'alerts' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const alert = await alerts.get(params.uuid);
        refuseStale({ revision: alert.version }, ifMatch);
        note({ objects: [{ uuid: alert.uuid, name: alert.name }] });
        refuseWhenUsed('alert', await usersOf(alert.uuid), { object: alert, upcoming });
        return alert;
      },
      async handle(_context, alert) {
        await controls.remove(alert);
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/alerts/{uuid}/copy',
      operationId: 'copyAlert',
      tag,
      summary: 'Copy an alert; the copy is disabled',
      permission: write,
      params: uuidPath,
      audit: { operation: 'alerts.copy', resource: 'alerts' },
      responses: { 201: { ...detailReply, description: 'The copy', location: true } },
      async handle({ params, caller }) {
        refuseWithoutRights(caller, await rightsOf(null, await alerts.get(params.uuid)));
        return created(await controls.copy(params.uuid));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/alerts/{uuid}/convert',
      operationId: 'convertAlert',
      tag,
      summary: 'Convert an alert from compatibility to native semantics',
      description:
        'Its handler keeps its place and runs once for each item; the mail that was implied becomes an e-mail handler behind it. `lifetimeShare` becomes 100: what was due stays due. Nothing is reported again.',
      permission: write,
      params: uuidPath,
      body: convertBody,
      audit: { operation: 'alerts.convert', resource: 'alerts' },
      responses: { 200: { description: 'The alert before and after', schema: conversion, etag: true } },
      async handle({ params, body, note }) {
        const before = await alerts.get(params.uuid);
        note({ objects: [{ uuid: before.uuid, name: before.name }] });
        const isChange = !body.dryRun && before.semantics === 'compat';
        const after = body.dryRun ? await controls.converted(before) : await controls.convert(before);
        return {
          status: 200,
          body: { before: plainOf(before), after: plainOf(after), converted: isChange },
          revision: 'version' in after ? (after as Alert).version : before.version,
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/alerts/schedule',
      operationId: 'rescheduleAlerts',
      tag,
      summary: 'Reschedule several alerts at once',
      permission: write,
      body: scheduleBody,
      audit: { operation: 'alerts.schedule', resource: 'alerts' },
      responses: {
        200: {
          description: 'The alerts',
          schema: z.strictObject({ items: z.array(alertView) }).openapi('RescheduledAlerts'),
        },
      },
      async handle({ body, note }) {
        const after = await controls.reschedule(body.alerts, body.schedule, body.timeZone);
        note({ objects: after.map(({ uuid: one, name }) => ({ uuid: one, name })) });
        return { status: 200, body: { items: after.map(viewOf) } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/alerts/{uuid}/versions',
      operationId: 'listAlertVersions',
      tag,
      summary: 'List the versions of an alert, newest first',
      permission: read,
      params: uuidPath,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of versions', schema: page(alertView) } },
      async handle(context) {
        const { params, query } = context;
        await alerts.get(params.uuid);
        const before = readCursor<{ version: number }>(context)?.version;
        const { items, last } = cutPage(await versions.list(params.uuid, before, query.limit + 1), query.limit);
        const next = last === undefined ? undefined : { version: last.version };
        return pageReply(context, { items: items.map(viewOf), next }, async () => ({
          ...{ value: await versions.count(params.uuid), relation: 'exact' as const },
        }));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/alerts/{uuid}/versions/{version}',
      operationId: 'getAlertVersion',
      tag,
      summary: 'Get an alert as it was',
      permission: read,
      params: versionPath,
      responses: { 200: { description: 'The alert as it was', schema: alertView } },
      async handle({ params }) {
        const found = await versions.find(params.uuid, params.version);
        if (found === undefined) throw new CertloomError('not_found', 'There is no such version of the alert.');
        return { status: 200, body: viewOf(found) };
      },
    }),
  ];
}

function plainOf(alert: AlertFields | Alert) {
  const { uuid: _u, version: _v, createdAt: _c, changedAt: _h, ...fields } = alert as Alert;
  return { ...fields, schedule: fields.schedule ?? undefined };
}
