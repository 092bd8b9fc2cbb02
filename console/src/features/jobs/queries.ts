import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type JobRow = Schema<'ScheduledJobRow'>;
export type Job = Schema<'ScheduledJobDetail'>;
export type JobRequest = Schema<'ScheduledJobRequest'>;
export type Execution = Schema<'JobExecution'>;
export type JobType = Schema<'JobType'>;

const path = (uuid: string) => ({ path: { uuid } });

export function loadJobs(query: ListQuery, signal: AbortSignal): Promise<ListPage<JobRow>> {
  return dataOf(api.GET('/api/v1/scheduled-jobs', { params: { query }, signal }));
}

export function jobQuery(uuid: string) {
  return queryOptions({
    queryKey: ['job', uuid],
    meta: { topic: 'jobs', id: uuid },
    queryFn: ({ signal }): Promise<Job> =>
      dataOf(api.GET('/api/v1/scheduled-jobs/{uuid}', { params: path(uuid), signal })),
    refetchInterval: ({ state: { data } }) => (data?.lastExecution?.status === 'started' ? 2000 : false),
  });
}

export const jobTypesQuery = queryOptions({
  queryKey: ['job-types'],
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<readonly JobType[]> =>
    (await dataOf(api.GET('/api/v1/scheduled-job-types', { signal }))).items,
});

/** When a rule runs next; the API knows what happens where clocks change. */
export function timesQuery(cron: string, timeZone: string) {
  return queryOptions({
    queryKey: ['job-times', cron, timeZone],
    retry: false,
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/scheduled-job-times', { params: { query: { cron, timeZone } }, signal })),
  });
}

export function loadExecutions(uuid: string) {
  return (query: ListQuery, signal: AbortSignal): Promise<ListPage<Execution>> =>
    dataOf(api.GET('/api/v1/scheduled-jobs/{uuid}/executions', { params: { ...path(uuid), query }, signal }));
}

export function runJob(uuid: string, key: string) {
  return dataOf(
    api.POST('/api/v1/scheduled-jobs/{uuid}/run', { params: { ...path(uuid), header: { 'Idempotency-Key': key } } }),
  );
}

export function switchJob(uuid: string, isOn: boolean, note: string): Promise<Job> {
  const body = note.trim() === '' ? {} : { note: note.trim() };
  return isOn
    ? dataOf(api.POST('/api/v1/scheduled-jobs/{uuid}/resume', { params: path(uuid), body }))
    : dataOf(api.POST('/api/v1/scheduled-jobs/{uuid}/pause', { params: path(uuid), body }));
}

export function createJob(body: JobRequest): Promise<Job> {
  return dataOf(api.POST('/api/v1/scheduled-jobs', { body }));
}

export function updateJob(uuid: string, body: JobRequest, etag: string): Promise<Job> {
  return dataOf(
    api.PUT('/api/v1/scheduled-jobs/{uuid}', { params: { ...path(uuid), header: { 'If-Match': etag } }, body }),
  );
}

export async function removeJob({ uuid, revision }: Pick<Job, 'uuid' | 'revision'>): Promise<void> {
  await api.DELETE('/api/v1/scheduled-jobs/{uuid}', {
    params: { ...path(uuid), header: { 'If-Match': `"${revision}"` } },
  });
}
