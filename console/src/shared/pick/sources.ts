import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../api/client';
import type { Permission } from '../session/me';

/** An object as it is chosen: what the API is told, and what people read. */
export interface Picked {
  readonly uuid: string;
  readonly name: string;
  /** Beside the name, for example what a user is called. */
  readonly note?: string;
}

export type PickedKind =
  | 'users'
  | 'groups'
  | 'ra-profiles'
  | 'discoveries'
  | 'roles'
  | 'authorities'
  | 'certificate-profiles'
  | 'approval-profiles';

interface Page {
  readonly items: readonly Picked[];
  readonly nextCursor: string | null;
}

interface Source {
  readonly permission: Permission;
  /** What one of them is called. */
  readonly noun: string;
  readonly list: (
    query: { readonly namePrefix?: string; readonly limit: number },
    signal: AbortSignal,
  ) => Promise<Page>;
  readonly one: (uuid: string, signal: AbortSignal) => Promise<Picked>;
}

const userOf = ({ uuid, username, displayName }: Record<'uuid' | 'username' | 'displayName', string>): Picked => ({
  uuid,
  name: username,
  ...(displayName === '' || displayName === username ? {} : { note: displayName }),
});
const namedOf = ({ uuid, name }: Picked): Picked => ({ uuid, name });

function pageOf<T>({ items, nextCursor }: { items: readonly T[]; nextCursor: string | null }, of: (item: T) => Picked) {
  return { items: items.map(of), nextCursor };
}

const path = (uuid: string) => ({ path: { uuid } });

/** Objects with names are listed and read alike, so that the types of one collection stand for those of all. */
function namedSource(
  collection: 'roles' | 'authorities' | 'certificate-profiles' | 'approval-profiles',
  noun: string,
): Source {
  const list = `/api/v1/${collection}` as '/api/v1/groups';
  const one = `/api/v1/${collection}/{uuid}` as '/api/v1/groups/{uuid}';
  return {
    permission: `${collection}:read`,
    noun,
    list: async (query, signal) => pageOf(await dataOf(api.GET(list, { params: { query }, signal })), namedOf),
    one: async (uuid, signal) => namedOf(await dataOf(api.GET(one, { params: path(uuid), signal }))),
  };
}

/** Where objects to choose from come from, by their paths in the API. */
export const sources: Readonly<Record<PickedKind, Source>> = {
  users: {
    permission: 'users:read',
    noun: 'user',
    list: async (query, signal) =>
      pageOf(await dataOf(api.GET('/api/v1/users', { params: { query }, signal })), userOf),
    one: async (uuid, signal) => userOf(await dataOf(api.GET('/api/v1/users/{uuid}', { params: path(uuid), signal }))),
  },
  groups: {
    permission: 'groups:read',
    noun: 'group',
    list: async (query, signal) =>
      pageOf(await dataOf(api.GET('/api/v1/groups', { params: { query }, signal })), namedOf),
    one: async (uuid, signal) =>
      namedOf(await dataOf(api.GET('/api/v1/groups/{uuid}', { params: path(uuid), signal }))),
  },
  'ra-profiles': {
    permission: 'ra-profiles:read',
    noun: 'RA profile',
    list: async (query, signal) =>
      pageOf(await dataOf(api.GET('/api/v1/ra-profiles', { params: { query }, signal })), namedOf),
    one: async (uuid, signal) =>
      namedOf(await dataOf(api.GET('/api/v1/ra-profiles/{uuid}', { params: path(uuid), signal }))),
  },
  discoveries: {
    permission: 'discoveries:read',
    noun: 'discovery',
    list: async (query, signal) =>
      pageOf(await dataOf(api.GET('/api/v1/discoveries', { params: { query }, signal })), namedOf),
    one: async (uuid, signal) =>
      namedOf(await dataOf(api.GET('/api/v1/discoveries/{uuid}', { params: path(uuid), signal }))),
  },
  roles: namedSource('roles', 'role'),
  authorities: namedSource('authorities', 'authority'),
  'certificate-profiles': namedSource('certificate-profiles', 'certificate profile'),
  'approval-profiles': namedSource('approval-profiles', 'approval profile'),
};

/** How many are read at once; where there are more, what was typed is looked for as the beginning of a name. */
export const atOnce = 200;

export function pickListQuery(kind: PickedKind, namePrefix: string) {
  return queryOptions({
    queryKey: ['pick', kind, namePrefix],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      sources[kind].list({ limit: atOnce, ...(namePrefix === '' ? {} : { namePrefix }) }, signal),
  });
}

/** One object by its uuid, for the name of what is chosen. */
export function pickedQuery(kind: PickedKind, uuid: string) {
  return queryOptions({
    queryKey: ['pick', kind, 'one', uuid],
    staleTime: 60_000,
    retry: false,
    queryFn: ({ signal }) => sources[kind].one(uuid, signal),
  });
}
