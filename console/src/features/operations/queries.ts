import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';
import { isFinal } from './words';

export type Operation = Schema<'Operation'>;
export type RequestedOperation = Schema<'RequestedOperation'>;
export type DeliveredKey = Schema<'DeliveredKey'>;
export type IssueRequest = Schema<'CertificateRequest'>;
export type RekeyRequest = Schema<'RekeyRequest'>;
export type RenewalRequest = Schema<'RenewalRequest'>;

export function loadOperations(query: ListQuery, signal: AbortSignal): Promise<ListPage<Operation>> {
  return dataOf(api.GET('/api/v1/operations', { params: { query }, signal }));
}

export function operationQuery(uuid: string) {
  return queryOptions({
    queryKey: ['operation', uuid],
    meta: { topic: 'operations', id: uuid },
    queryFn: ({ signal }): Promise<Operation> =>
      dataOf(api.GET('/api/v1/operations/{uuid}', { params: { path: { uuid } }, signal })),
    refetchInterval: ({ state: { data } }) => (data === undefined || isFinal(data) ? false : 3000),
  });
}

export function cancelOperation(uuid: string): Promise<Operation> {
  return dataOf(api.POST('/api/v1/operations/{uuid}/cancel', { params: { path: { uuid } } }));
}

const keyed = (key: string) => ({ 'Idempotency-Key': key });

export function issue(body: IssueRequest, key: string): Promise<RequestedOperation> {
  return dataOf(api.POST('/api/v1/certificates/requests', { params: { header: keyed(key) }, body }));
}

export function renew(uuid: string, body: RenewalRequest, key: string): Promise<RequestedOperation> {
  return dataOf(
    api.POST('/api/v1/certificates/{uuid}/renew', { params: { path: { uuid }, header: keyed(key) }, body }),
  );
}

export function rekey(uuid: string, body: RekeyRequest, key: string): Promise<RequestedOperation> {
  return dataOf(
    api.POST('/api/v1/certificates/{uuid}/rekey', { params: { path: { uuid }, header: keyed(key) }, body }),
  );
}
