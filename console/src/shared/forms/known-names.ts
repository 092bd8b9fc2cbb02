import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/client';
import { useMay } from '../session/me';

/** As many as are offered; of more the name is typed. */
const limit = 200;

const sources = {
  secrets: (signal: AbortSignal) => api.GET('/api/v1/secrets', { params: { query: { limit } }, signal }),
  connections: (signal: AbortSignal) => api.GET('/api/v1/connections', { params: { query: { limit } }, signal }),
  scripts: (signal: AbortSignal) => api.GET('/api/v1/scripts', { params: { query: { limit } }, signal }),
  handlers: (signal: AbortSignal) =>
    api.GET('/api/v1/handlers', { params: { query: { limit, builtIn: false } }, signal }),
} as const;

export type NamedThings = keyof typeof sources;

function namesQuery(of: NamedThings) {
  return queryOptions({
    queryKey: ['names', of],
    meta: { topic: of },
    queryFn: async ({ signal }) => {
      const { items } = (await dataOf(sources[of](signal) as Promise<{ data?: unknown }>)) as {
        readonly items: readonly { readonly name: string }[];
      };
      return items.map(({ name }) => name);
    },
    staleTime: 60_000,
  });
}

/** Names that there are of something; undefined until they are read, and for somebody who may not. */
export function useNames(of: NamedThings): readonly string[] | undefined {
  const may = useMay()(`${of}:read`);
  return useQuery({ ...namesQuery(of), enabled: may }).data;
}
