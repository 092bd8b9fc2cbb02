import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Loaded } from '../../shared/forms/use-editor';
import type { ListPage, ListQuery } from '../../shared/list/list-types';
import type { AnyObject, Collection, ObjectKind } from './object-kind';

/** All collections answer alike, so that the types of one stand for those of all; which there are, `Collection` says. */
const listPath = (collection: Collection) => `/api/v1/${collection}` as '/api/v1/groups';
const onePath = (collection: Collection) => `/api/v1/${collection}/{uuid}` as '/api/v1/groups/{uuid}';

export type Members = Readonly<Record<string, unknown>>;

export function loadObjects({ collection }: ObjectKind) {
  return (query: ListQuery, signal: AbortSignal): Promise<ListPage<AnyObject>> =>
    dataOf(api.GET(listPath(collection), { params: { query }, signal }));
}

export function objectQuery({ collection, topic }: ObjectKind, uuid: string) {
  return queryOptions({
    queryKey: [collection, uuid],
    ...(topic === undefined ? {} : { meta: { topic, id: uuid } }),
    queryFn: async ({ signal }) => (await readObject(collection, uuid, signal)).value,
  });
}

/** The object with its revision, as an editor begins with it. */
export async function readObject(
  collection: Collection,
  uuid: string,
  signal: AbortSignal,
): Promise<Loaded<AnyObject & Members>> {
  const { data, response } = await api.GET(onePath(collection), { params: { path: { uuid } }, signal });
  return { value: data as unknown as AnyObject & Members, etag: response.headers.get('ETag') };
}

export function createObject(collection: Collection, body: Members): Promise<AnyObject> {
  return dataOf(api.POST(listPath(collection), { body: body as never }));
}

export function changeObject(
  collection: Collection,
  uuid: string,
  body: Members,
  etag: string | null,
): Promise<AnyObject> {
  return dataOf(
    api.PUT(onePath(collection), {
      params: { path: { uuid }, header: { 'If-Match': etag ?? '*' } },
      body: body as never,
    }),
  );
}

export async function deleteObject(collection: Collection, { uuid, revision }: AnyObject): Promise<void> {
  await api.DELETE(onePath(collection), { params: { path: { uuid }, header: { 'If-Match': `"${revision}"` } } });
}

/** `ra-profiles` as `raProfiles`: as the API names it where it is about what objects are. */
function resourceOf(collection: Collection): 'groups' {
  return collection.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) as 'groups';
}

/** What keeps an object from being deleted. */
export function usersOfQuery({ collection }: ObjectKind, uuid: string) {
  return queryOptions({
    queryKey: [collection, uuid, 'users'],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/in-use/{resource}/{uuid}', {
          params: { path: { resource: resourceOf(collection), uuid } },
          signal,
        }),
      ),
  });
}
