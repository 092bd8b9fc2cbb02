import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../api/client';
import type { Schema } from '../api/types';
import type { ConditionField } from './fields';

/** What conditions of an event can ask for, in either stage. */
export function eventFieldsQuery(event: string) {
  return queryOptions({
    queryKey: ['condition-fields', event],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<readonly ConditionField[]> => {
      const path = { code: event as Schema<'TriggerRequest'>['event'] };
      return (await dataOf(api.GET('/api/v1/events/{code}/fields', { params: { path }, signal }))).items;
    },
  });
}

/** What searches for certificates and collections can ask for. */
export const certificateFieldsQuery = queryOptions({
  queryKey: ['condition-fields', 'certificates'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<readonly ConditionField[]> =>
    (await dataOf(api.GET('/api/v1/certificates/fields', { signal }))).items,
});

/** Lists of the API whose names are the values of a field. */
const lists = {
  RA_PROFILE_NAME: { path: '/api/v1/ra-profiles', permission: 'ra-profiles:read' },
  GROUP_NAME: { path: '/api/v1/groups', permission: 'groups:read' },
  OWNER: { path: '/api/v1/users', permission: 'users:read' },
} as const;

export type NamedField = keyof typeof lists;

export function isNamedField({ source, field }: Pick<ConditionField, 'source' | 'field'>): boolean {
  return source === 'property' && field in lists;
}

export function permissionOfNames(field: string): (typeof lists)[NamedField]['permission'] {
  return lists[field as NamedField].permission;
}

/** Names that a field can have, that begin with what was typed. */
export function namesQuery(field: string, text: string) {
  return queryOptions({
    queryKey: ['condition-names', field, text],
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<readonly string[]> => {
      const query = { limit: 20, ...(text === '' ? {} : { namePrefix: text }) };
      const { path } = lists[field as NamedField];
      const { items } = await dataOf(api.GET(path as '/api/v1/users', { params: { query: query }, signal }));
      return (items as readonly { readonly username?: string; readonly name?: string }[]).flatMap(
        ({ username, name }) => username ?? name ?? [],
      );
    },
  });
}
