import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';

const path = (uuid: string) => ({ path: { uuid } });
const ofCertificate = (uuid: string) => ({ topic: 'certificates', id: uuid });

export function validationQuery(uuid: string) {
  return queryOptions({
    queryKey: ['certificate', uuid, 'validation'],
    meta: ofCertificate(uuid),
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/certificates/{uuid}/validation', { params: path(uuid), signal })),
  });
}

export function relationsQuery(uuid: string) {
  return queryOptions({
    queryKey: ['certificate', uuid, 'relations'],
    meta: ofCertificate(uuid),
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/certificates/{uuid}/relations', { params: path(uuid), signal })),
  });
}

/** Its expiry: what was told, what will be, who acknowledged. */
export function expiryQuery(uuid: string) {
  return queryOptions({
    queryKey: ['certificate', uuid, 'expiry'],
    meta: { topic: 'expiring', id: uuid },
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/expiring/{certificateUuid}', { params: { path: { certificateUuid: uuid } }, signal })),
  });
}

export function historyQuery(uuid: string) {
  return queryOptions({
    queryKey: ['certificate', uuid, 'history'],
    meta: ofCertificate(uuid),
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/certificates/{uuid}/history', { params: { ...path(uuid), query: { limit: 100 } }, signal }),
      ),
  });
}

export function firingsQuery(uuid: string) {
  return queryOptions({
    queryKey: ['certificate', uuid, 'firings'],
    meta: { topic: 'firings' },
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/event-history', {
          params: { query: { resource: 'certificates', objectUuid: uuid, limit: 50 } },
          signal,
        }),
      ),
  });
}

export function deliveriesQuery(uuid: string) {
  return queryOptions({
    queryKey: ['certificate', uuid, 'deliveries'],
    meta: { topic: 'deliveries' },
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/deliveries', { params: { query: { certificate: uuid, limit: 50 } }, signal })),
  });
}

/** Operations that it is about, before or after. */
export function operationsQuery(uuid: string) {
  return queryOptions({
    queryKey: ['certificate', uuid, 'operations'],
    meta: { topic: 'operations' },
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/operations', { params: { query: { certificate: uuid, limit: 50 } }, signal })),
  });
}
