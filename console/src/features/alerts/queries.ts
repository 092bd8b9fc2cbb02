import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type Alert = Schema<'Alert'>;
export type ListedAlert = Schema<'ListedAlert'>;
export type AlertKind = Alert['kind'];
export type AlertRun = Schema<'AlertRun'>;
export type LedgerRow = Schema<'AlertLedgerRow'>;
export type AlertTest = Schema<'AlertTestResult'>;
export type ItemPreview = Schema<'AlertItemPreview'>;
export type EndpointCheck = Schema<'EndpointCheck'>;
export type AlertWarning = Schema<'AlertWarning'>;
export type TestRequest = Schema<'AlertTestRequest'>;

const at = (uuid: string) => ({ path: { uuid } });

export const loadAlerts = (query: ListQuery, signal: AbortSignal): Promise<ListPage<ListedAlert>> =>
  dataOf(api.GET('/api/v1/alerts', { params: { query: { ...query, lastRuns: true } }, signal }));

export function alertQuery(uuid: string) {
  return queryOptions({
    queryKey: ['alert', uuid],
    meta: { topic: 'alerts', id: uuid },
    queryFn: ({ signal }): Promise<Alert> => dataOf(api.GET('/api/v1/alerts/{uuid}', { params: at(uuid), signal })),
  });
}

/** The last run of each security context. */
export function lastRunsQuery(uuid: string) {
  return queryOptions({
    queryKey: ['alert', uuid, 'last-runs'],
    meta: { topic: 'alerts' },
    queryFn: async ({ signal }) => {
      const query = { limit: 1 };
      const page = await dataOf(api.GET('/api/v1/alerts/{uuid}/runs', { params: { ...at(uuid), query }, signal }));
      return page.lastOfContexts;
    },
    // The stream tells of alerts, and not of their runs.
    refetchInterval: ({ state: { data } }) =>
      data?.api?.status === 'running' || data?.service?.status === 'running' ? 2000 : 10_000,
  });
}

/** What is due now and would be done; nothing is written, sent or run. */
export function dueQuery(uuid: string, version: number, page: number) {
  return queryOptions({
    queryKey: ['alert', uuid, 'due', version, page],
    queryFn: ({ signal }) => dryRun(uuid, { page }, signal),
    staleTime: 30_000,
  });
}

const dryRun = (uuid: string, body: TestRequest, signal?: AbortSignal): Promise<AlertTest> =>
  dataOf(
    api.POST('/api/v1/alerts/{uuid}/test', {
      params: at(uuid),
      body,
      ...(signal === undefined ? {} : { signal }),
    }) as Promise<{ data?: AlertTest }>,
  );

export const testForReal = (uuid: string, body: TestRequest) =>
  dataOf(api.POST('/api/v1/alerts/{uuid}/test', { params: at(uuid), body: { ...body, execute: true } }));

/** @param key of the request: sent twice, it is one run */
export const runAlert = (uuid: string, key: string) =>
  dataOf(api.POST('/api/v1/alerts/{uuid}/run', { params: { ...at(uuid), header: { 'Idempotency-Key': key } } }));

export const copyAlert = (uuid: string) => dataOf(api.POST('/api/v1/alerts/{uuid}/copy', { params: at(uuid) }));

export const convertAlert = (uuid: string, dryRunOnly: boolean) =>
  dataOf(api.POST('/api/v1/alerts/{uuid}/convert', { params: at(uuid), body: { dryRun: dryRunOnly } }));

export function enableAlert({ uuid, version }: Pick<Alert, 'uuid' | 'version'>, enabled: boolean) {
  const params = { ...at(uuid), header: { 'If-Match': `"${version}"` } };
  return dataOf(api.PATCH('/api/v1/alerts/{uuid}', { params, body: { enabled } }));
}

export async function deleteAlert({ uuid, version }: Pick<Alert, 'uuid' | 'version'>): Promise<void> {
  await api.DELETE('/api/v1/alerts/{uuid}', { params: { ...at(uuid), header: { 'If-Match': `"${version}"` } } });
}

/** Lists of one alert: its uuid stands as `of` beside what the API takes. */
export const loadRuns = ({ of, ...query }: ListQuery, signal: AbortSignal): Promise<ListPage<AlertRun>> =>
  dataOf(api.GET('/api/v1/alerts/{uuid}/runs', { params: { ...at(String(of)), query }, signal }));

export const loadLedger = ({ of, ...query }: ListQuery, signal: AbortSignal): Promise<ListPage<LedgerRow>> =>
  dataOf(api.GET('/api/v1/alerts/{uuid}/ledger', { params: { ...at(String(of)), query }, signal }));

export const loadChecks = ({ of, ...query }: ListQuery, signal: AbortSignal): Promise<ListPage<EndpointCheck>> =>
  dataOf(api.GET('/api/v1/alerts/{uuid}/checks', { params: { ...at(String(of)), query }, signal }));

export const loadVersions = ({ of, ...query }: ListQuery, signal: AbortSignal): Promise<ListPage<Alert>> =>
  dataOf(api.GET('/api/v1/alerts/{uuid}/versions', { params: { ...at(String(of)), query }, signal }));

export function versionQuery(uuid: string, version: number) {
  return queryOptions({
    queryKey: ['alert', uuid, 'version', version],
    staleTime: Infinity,
    queryFn: ({ signal }): Promise<Alert> =>
      dataOf(api.GET('/api/v1/alerts/{uuid}/versions/{version}', { params: { path: { uuid, version } }, signal })),
  });
}

export const resend = (rowId: string) =>
  dataOf(api.POST('/api/v1/alerts/ledger/{rowId}/resend', { params: { path: { rowId } } }));

export const acknowledge = (uuid: string, itemId: string) =>
  dataOf(api.POST('/api/v1/alerts/{uuid}/acknowledge', { params: at(uuid), body: { itemId } }));

export function tokensQuery(kind: AlertKind) {
  return queryOptions({
    queryKey: ['alert-tokens', kind],
    staleTime: Infinity,
    queryFn: async ({ signal }) =>
      (await dataOf(api.GET('/api/v1/alerts/tokens', { params: { query: { kind } }, signal }))).items,
  });
}
