import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../api/client';
import type { Schema } from '../api/types';
import type { FilterValues } from './list-types';

export type SavedView = Schema<'SavedView'>;

/** What a view keeps: filters and order as they stand in the address, and columns. */
export interface Viewed {
  readonly name: string;
  readonly query: FilterValues;
  readonly columns: readonly string[];
  readonly shared: boolean;
}

/** Own views of a list and what others share, by name. */
export function viewsQuery(screen: string) {
  return queryOptions({
    queryKey: ['views', screen],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<readonly SavedView[]> =>
      (await dataOf(api.GET('/api/v1/views', { params: { query: { screen, limit: 200 } }, signal }))).items,
  });
}

/** Keeps a view, in place of an own one of the same name. */
export function saveView(screen: string, viewed: Viewed, views: readonly SavedView[]): Promise<SavedView> {
  const body = { screen, ...viewed, query: { ...viewed.query }, columns: [...viewed.columns] };
  const before = views.find(({ name, mine }) => mine && name === viewed.name);
  if (before === undefined) return dataOf(api.POST('/api/v1/views', { body }));
  return dataOf(api.PUT('/api/v1/views/{uuid}', { params: paramsOf(before), body }));
}

export function removeView(view: SavedView): Promise<unknown> {
  return dataOf(api.DELETE('/api/v1/views/{uuid}', { params: paramsOf(view) }));
}

function paramsOf({ uuid, revision }: SavedView) {
  return { path: { uuid }, header: { 'If-Match': `"${revision}"` } };
}

/** A view as a menu has it: those of others say whose they are. */
export function labelOfView({ name, mine, shared, ownerName }: SavedView): string {
  if (mine) return shared ? `${name} (shared)` : name;
  return `${name} (${typeof ownerName === 'string' ? `by ${ownerName}` : 'shared'})`;
}
