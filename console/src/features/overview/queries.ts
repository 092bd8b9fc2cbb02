import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';

type Counted = Promise<{ data?: { total?: Schema<'Total'> } }>;

/** How many rows a list has: one row of it with the count. */
async function totalOf(call: Counted): Promise<Schema<'Total'>> {
  return (await dataOf(call)).total ?? { value: 0, relation: 'atLeast' };
}

const one = { limit: 1, count: true } as const;

/** What ends when, by week, owner and group. */
export const expiringQuery = queryOptions({
  queryKey: ['expiring', 'summary'],
  meta: { topic: 'expiring' },
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/expiring/summary', { signal })),
});

/** Firings of the last day, by event. */
export const firingsQuery = queryOptions({
  queryKey: ['event-history', 'summary', 'day'],
  meta: { topic: 'firings' },
  queryFn({ signal }) {
    const from = new Date(Date.now() - 86_400_000).toISOString();
    return dataOf(api.GET('/api/v1/event-history/summary', { params: { query: { from } }, signal }));
  },
});

export const undeliveredQuery = queryOptions({
  queryKey: ['deliveries', 'undeliverable'],
  meta: { topic: 'deliveries' },
  queryFn: ({ signal }) =>
    totalOf(api.GET('/api/v1/deliveries', { params: { query: { ...one, status: 'undeliverable' } }, signal })),
});

export const approvalsQuery = queryOptions({
  queryKey: ['approvals', 'mine'],
  meta: { topic: 'approvals' },
  queryFn: ({ signal }) =>
    totalOf(
      api.GET('/api/v1/approvals', { params: { query: { ...one, status: 'pending', mine: 'waiting' } }, signal }),
    ),
});

export const failingJobsQuery = queryOptions({
  queryKey: ['jobs', 'failing'],
  meta: { topic: 'jobs' },
  queryFn: ({ signal }) =>
    totalOf(api.GET('/api/v1/scheduled-jobs', { params: { query: { ...one, lastStatus: 'failed' } }, signal })),
});

export const workersQuery = queryOptions({
  queryKey: ['workers', 'states'],
  meta: { topic: 'workers' },
  queryFn: async ({ signal }) => {
    const of = (state: 'running' | 'lost') =>
      totalOf(api.GET('/api/v1/workers', { params: { query: { ...one, state } }, signal }));
    const [running, lost] = await Promise.all([of('running'), of('lost')]);
    return { running, lost };
  },
});

export const scanQuery = queryOptions({
  queryKey: ['expiration-scan'],
  meta: { topic: 'jobs' },
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/expiration-scan', { signal })),
});

export const healthQuery = queryOptions({
  queryKey: ['health'],
  refetchInterval: 60_000,
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/health', { signal })),
});

export const countsQuery = queryOptions({
  queryKey: ['certificates', 'counts'],
  meta: { topic: 'certificates' },
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/certificates/counts', { signal })),
});
