import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type Certificate = Schema<'Certificate'>;
export type CertificateRow = Schema<'CertificateRow'>;

export function loadCertificates(query: ListQuery, signal: AbortSignal): Promise<ListPage<CertificateRow>> {
  return dataOf(api.GET('/api/v1/certificates', { params: { query }, signal }));
}

export type LoadCertificates = typeof loadCertificates;

/** The body of a search; pages say where they begin. */
export function searchOf(condition: unknown, { limit, cursor, count, sort }: ListQuery) {
  return { filter: condition, limit, cursor, count, sort };
}

/** Pages of the certificates that a condition finds. */
export function searchCertificates(condition: unknown): LoadCertificates {
  return (query, signal) =>
    dataOf(api.POST('/api/v1/certificates/search', { body: searchOf(condition, query) as never, signal }));
}

export function certificateQuery(uuid: string) {
  return queryOptions({
    queryKey: ['certificate', uuid],
    meta: { topic: 'certificates', id: uuid },
    queryFn: ({ signal }): Promise<Certificate> =>
      dataOf(api.GET('/api/v1/certificates/{uuid}', { params: { path: { uuid } }, signal })),
  });
}
