import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type Delivery = Schema<'Delivery'>;
export type Message = Schema<'Notification'>;

export function loadDeliveries(query: ListQuery, signal: AbortSignal): Promise<ListPage<Delivery>> {
  return dataOf(api.GET('/api/v1/deliveries', { params: { query }, signal }));
}

export function deliveryQuery(deliveryId: string) {
  return queryOptions({
    queryKey: ['delivery', deliveryId],
    meta: { topic: 'deliveries', id: deliveryId },
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/deliveries/{deliveryId}', { params: { path: { deliveryId } }, signal })),
  });
}

export function redeliver(deliveryId: string): Promise<unknown> {
  return dataOf(api.POST('/api/v1/deliveries/{deliveryId}/retry', { params: { path: { deliveryId } } }));
}

/** A user's name, for recipients that are known by their uuid. */
export function userNameQuery(uuid: string) {
  return queryOptions({
    queryKey: ['user', uuid, 'name'],
    meta: { topic: 'users', id: uuid },
    staleTime: 300_000,
    async queryFn({ signal }) {
      const user = await dataOf(api.GET('/api/v1/users/{uuid}', { params: { path: { uuid } }, signal }));
      return user.username;
    },
  });
}

export function loadMessages(query: ListQuery, signal: AbortSignal): Promise<ListPage<Message>> {
  return dataOf(api.GET('/api/v1/notifications', { params: { query }, signal }));
}

/** How many of the person's messages nobody has read. */
export const unreadQuery = queryOptions({
  queryKey: ['notifications', 'unread'],
  meta: { topic: 'notifications' },
  async queryFn({ signal }) {
    const query = { unread: true, limit: 1, count: true } as const;
    const { total } = await dataOf(api.GET('/api/v1/notifications', { params: { query }, signal }));
    return total ?? { value: 0, relation: 'atLeast' as const };
  },
});

export function markRead(uuid: string): Promise<Message> {
  return dataOf(api.POST('/api/v1/notifications/{uuid}/read', { params: { path: { uuid } } }));
}
