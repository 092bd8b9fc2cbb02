import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../../shared/api/client';
import type { Schema } from '../../../shared/api/types';
import type { ListPage, ListQuery } from '../../../shared/list/list-types';
import type { InstanceDetail } from '../model/walk';

export type ListedInstance = Schema<'BuilderInstance'>;

const path = (uuid: string) => ({ path: { uuid } });

const paths = {
  mine: '/api/v1/builder/instances/mine',
  assigned: '/api/v1/builder/instances/assigned',
  all: '/api/v1/builder/instances',
} as const;
export type Whose = keyof typeof paths;
export const instancePaths = paths;

export function loadInstances(whose: Whose, query: ListQuery, signal: AbortSignal): Promise<ListPage<ListedInstance>> {
  return dataOf(api.GET(paths[whose], { params: { query }, signal }));
}

/** Beside the live stream, which people who sign in by a key do not have. */
export const lookAgainMs = 5_000;

export function instanceQuery(uuid: string) {
  return queryOptions({
    queryKey: ['instance', uuid],
    meta: { topic: 'instances', id: uuid },
    queryFn: ({ signal }): Promise<InstanceDetail> =>
      dataOf(api.GET('/api/v1/builder/instances/{uuid}', { params: path(uuid), signal })),
  });
}

export function signal(uuid: string, body: Schema<'InstanceSignalRequest'>): Promise<InstanceDetail> {
  return dataOf(api.POST('/api/v1/builder/instances/{uuid}/signals', { params: path(uuid), body }));
}

export function restart(uuid: string, body: Schema<'InstanceRestartRequest'>): Promise<InstanceDetail> {
  return dataOf(api.POST('/api/v1/builder/instances/{uuid}/restart', { params: path(uuid), body }));
}

export function stop(uuid: string): Promise<InstanceDetail> {
  return dataOf(api.POST('/api/v1/builder/instances/{uuid}/stop', { params: path(uuid) }));
}

export function removeInstance(uuid: string): Promise<unknown> {
  return dataOf(api.DELETE('/api/v1/builder/instances/{uuid}', { params: path(uuid) }));
}

export function start(definition: string, body: Schema<'InstanceStartRequest'>, key: string): Promise<InstanceDetail> {
  return dataOf(
    api.POST('/api/v1/builder/definitions/{uuid}/start', {
      params: { ...path(definition), header: { 'Idempotency-Key': key } },
      body,
    }),
  );
}
