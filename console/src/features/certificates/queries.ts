import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type Certificate = Schema<'Certificate'>;
export type CertificateRow = Schema<'CertificateRow'>;

export function loadCertificates(query: ListQuery, signal: AbortSignal): Promise<ListPage<CertificateRow>> {
  return dataOf(api.GET('/api/v1/certificates', { params: { query }, signal }));
}

export function certificateQuery(uuid: string) {
  return queryOptions({
    queryKey: ['certificate', uuid],
    meta: { topic: 'certificates', id: uuid },
    queryFn: ({ signal }): Promise<Certificate> =>
      dataOf(api.GET('/api/v1/certificates/{uuid}', { params: { path: { uuid } }, signal })),
  });
}
