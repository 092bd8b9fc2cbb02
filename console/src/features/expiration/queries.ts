import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import { ApiError } from '../../shared/api/problem';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type ExpiringRow = Schema<'ExpiringCertificate'>;

export function loadExpiring(query: ListQuery, signal: AbortSignal): Promise<ListPage<ExpiringRow>> {
  return dataOf(api.GET('/api/v1/expiring', { params: { query }, signal }));
}

/** What ends when, in numbers. */
export const summaryQuery = queryOptions({
  queryKey: ['expiring', 'summary'],
  meta: { topic: 'expiring' },
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/expiring/summary', { signal })),
});

/** The person's calendar feed; null where there is none. */
export const feedQuery = queryOptions({
  queryKey: ['expiring', 'feed'],
  async queryFn({ signal }): Promise<Schema<'CalendarFeed'> | null> {
    try {
      return await dataOf(api.GET('/api/v1/expiring/feed', { signal }));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  },
});

export interface Acknowledging {
  readonly comment: string | null;
  /** ISO 8601; null until the certificate is replaced. */
  readonly until: string | null;
}

/** What an acknowledgement is about. */
export interface Acknowledgeable {
  readonly certificate: { readonly uuid: string; readonly name: string };
}

export function acknowledge({ certificate }: Acknowledgeable, body: Acknowledging): Promise<unknown> {
  const path = { certificateUuid: certificate.uuid };
  return dataOf(api.POST('/api/v1/expiring/{certificateUuid}/acknowledge', { params: { path }, body }));
}

export function withdrawAcknowledgement({ certificate }: Acknowledgeable): Promise<unknown> {
  const path = { certificateUuid: certificate.uuid };
  return dataOf(api.DELETE('/api/v1/expiring/{certificateUuid}/acknowledge', { params: { path } }));
}

/** How many certificates end on each day of a month, `2030-01`, in UTC. */
export function daysQuery(month: string) {
  return queryOptions({
    queryKey: ['expiring', 'days', month],
    meta: { topic: 'expiring' },
    queryFn: ({ signal }): Promise<Schema<'ExpiringMonth'>> =>
      dataOf(api.GET('/api/v1/expiring/days', { params: { query: { month } }, signal })),
    placeholderData: (before) => before,
  });
}
