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

type NamedCollection =
  | 'groups'
  | 'ra-profiles'
  | 'discoveries'
  | 'roles'
  | 'authorities'
  | 'certificate-profiles'
  | 'approval-profiles'
  | 'triggers'
  | 'notification-profiles'
  | 'collections'
  | 'connections'
  | 'scripts'
  | 'scheduled-jobs';

export type PickedKind = 'users' | 'certificates' | 'alerts' | NamedCollection;

/** Further filters of the list, by their names in the API: `{ event: 'certificate_uploaded' }`. */
export type Narrowing = Readonly<Record<string, string>>;

interface Page {
  readonly items: readonly Picked[];
  readonly nextCursor: string | null;
}

type Asked = Narrowing & { readonly namePrefix?: string };

interface Source {
  readonly permission: Permission;
  /** What one of them is called. */
  readonly noun: string;
  readonly list: (asked: Asked, limit: number, signal: AbortSignal) => Promise<Page>;
  /** By its uuid; those with names of their own also by name. */
  readonly one: (key: string, signal: AbortSignal) => Promise<Picked>;
}

const userOf = ({ uuid, username, displayName }: Record<'uuid' | 'username' | 'displayName', string>): Picked => ({
  uuid,
  name: username,
  ...(displayName === '' || displayName === username ? {} : { note: displayName }),
});
const namedOf = ({ uuid, name }: Picked): Picked => ({ uuid, name });

interface CertificateNames {
  readonly uuid: string;
  readonly commonName: string | null;
  readonly subjectDn: string;
  readonly serialNumber: string;
}

const certificateOf = ({ uuid, commonName, subjectDn, serialNumber }: CertificateNames): Picked => ({
  uuid,
  name: commonName ?? subjectDn,
  note: serialNumber,
});

function pageOf<T>({ items, nextCursor }: { items: readonly T[]; nextCursor: string | null }, of: (item: T) => Picked) {
  return { items: items.map(of), nextCursor };
}

const isUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const path = (uuid: string) => ({ path: { uuid } });

/** Objects with names are listed and read alike, so that the types of one collection stand for those of all. */
function namedSource(collection: NamedCollection, noun: string): Source {
  const list = `/api/v1/${collection}` as '/api/v1/groups';
  const one = `/api/v1/${collection}/{uuid}` as '/api/v1/groups/{uuid}';
  return {
    permission: `${collection}:read`,
    noun,
    list: async (asked, limit, signal) =>
      pageOf(await dataOf(api.GET(list, { params: { query: { ...asked, limit } }, signal })), namedOf),
    async one(key, signal) {
      if (isUuid.test(key)) return namedOf(await dataOf(api.GET(one, { params: path(key), signal })));
      // Some places take a name for a uuid.
      const { items } = await dataOf(api.GET(list, { params: { query: { name: key, limit: 1 } }, signal }));
      if (items[0] === undefined) throw new Error(`There is no ${noun} of this name.`);
      return namedOf(items[0]);
    },
  };
}

/** Where objects to choose from come from, by their paths in the API. */
export const sources: Readonly<Record<PickedKind, Source>> = {
  users: {
    permission: 'users:read',
    noun: 'user',
    list: async (asked, limit, signal) =>
      pageOf(await dataOf(api.GET('/api/v1/users', { params: { query: { ...asked, limit } }, signal })), userOf),
    one: async (uuid, signal) => userOf(await dataOf(api.GET('/api/v1/users/{uuid}', { params: path(uuid), signal }))),
  },
  certificates: {
    permission: 'certificates:read',
    noun: 'certificate',
    // Found by any of their names, and not by how one begins.
    async list({ namePrefix: text, ...asked }, limit, signal) {
      const query = { ...asked, limit, ...(text === undefined ? {} : { text }) };
      return pageOf(await dataOf(api.GET('/api/v1/certificates', { params: { query }, signal })), certificateOf);
    },
    one: async (uuid, signal) =>
      certificateOf(await dataOf(api.GET('/api/v1/certificates/{uuid}', { params: path(uuid), signal }))),
  },
  alerts: {
    permission: 'alerts:read',
    noun: 'alert',
    // Found by any part of their names.
    async list({ namePrefix: search, ...asked }, limit, signal) {
      const query = { ...asked, limit, sort: 'name' as const, ...(search === undefined ? {} : { search }) };
      return pageOf(await dataOf(api.GET('/api/v1/alerts', { params: { query }, signal })), namedOf);
    },
    one: async (uuid, signal) =>
      namedOf(await dataOf(api.GET('/api/v1/alerts/{uuid}', { params: path(uuid), signal }))),
  },
  groups: namedSource('groups', 'group'),
  'ra-profiles': namedSource('ra-profiles', 'RA profile'),
  discoveries: namedSource('discoveries', 'discovery'),
  roles: namedSource('roles', 'role'),
  authorities: namedSource('authorities', 'authority'),
  'certificate-profiles': namedSource('certificate-profiles', 'certificate profile'),
  'approval-profiles': namedSource('approval-profiles', 'approval profile'),
  triggers: namedSource('triggers', 'trigger'),
  'notification-profiles': namedSource('notification-profiles', 'notification profile'),
  collections: namedSource('collections', 'collection'),
  connections: namedSource('connections', 'connection'),
  scripts: namedSource('scripts', 'script'),
  'scheduled-jobs': namedSource('scheduled-jobs', 'job'),
};

/** How many are read at once; where there are more, what was typed is looked for as the beginning of a name. */
export const atOnce = 200;

const everything: Narrowing = {};

export function pickListQuery(kind: PickedKind, namePrefix: string, narrowing: Narrowing = everything) {
  return queryOptions({
    queryKey: ['pick', kind, namePrefix, narrowing],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      sources[kind].list({ ...narrowing, ...(namePrefix === '' ? {} : { namePrefix }) }, atOnce, signal),
  });
}

/** One object by its uuid, or its name, for the name of what is chosen. */
export function pickedQuery(kind: PickedKind, uuid: string) {
  return queryOptions({
    queryKey: ['pick', kind, 'one', uuid],
    staleTime: 60_000,
    retry: false,
    queryFn: ({ signal }) => sources[kind].one(uuid, signal),
  });
}
