import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type Approval = Schema<'Approval'>;
export type Decision = Schema<'ApprovalDecisionRequest'>;

export function loadApprovals(query: ListQuery, signal: AbortSignal): Promise<ListPage<Approval>> {
  return dataOf(api.GET('/api/v1/approvals', { params: { query }, signal }));
}

export function approvalQuery(uuid: string) {
  return queryOptions({
    queryKey: ['approval', uuid],
    meta: { topic: 'approvals', id: uuid },
    queryFn: ({ signal }): Promise<Approval> =>
      dataOf(api.GET('/api/v1/approvals/{uuid}', { params: { path: { uuid } }, signal })),
  });
}

export function decide(uuid: string, body: Decision): Promise<Approval> {
  return dataOf(api.POST('/api/v1/approvals/{uuid}/decision', { params: { path: { uuid } }, body }));
}

export function withdraw(uuid: string): Promise<Approval> {
  return dataOf(api.POST('/api/v1/approvals/{uuid}/withdraw', { params: { path: { uuid } } }));
}

export function comment(uuid: string, text: string): Promise<Approval> {
  return dataOf(api.POST('/api/v1/approvals/{uuid}/comments', { params: { path: { uuid } }, body: { text } }));
}
