import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/client';
import type { Schema } from '../api/types';

export type Permission = Schema<'Permission'>;
export type Me = Schema<'CurrentUser'>;

/** The signed-in person, with roles and permissions. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }): Promise<Me> => dataOf(api.GET('/api/v1/me', { signal })),
  staleTime: 60_000,
});

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** A function that says whether the signed-in person may do something: `may('certificates:upload')`. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
