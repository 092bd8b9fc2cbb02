import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../../shared/api/client';
import type { Schema } from '../../../shared/api/types';
import type { ListPage, ListQuery } from '../../../shared/list/list-types';
import type { BulkChanges } from './changes';
import type { FilterCondition } from './filter-condition';

export type BulkChange = Schema<'BulkChange'>;
export type BulkRow = Schema<'BulkChangeRow'>;
export type BulkPreview = Schema<'BulkChangePreview'>;
type BulkRequest = Schema<'BulkChangeRequest'>;

/** Which certificates are meant: those that were chosen, or all that a condition finds. */
export type BulkSelection = { readonly uuids: readonly string[] } | { readonly filter: FilterCondition };

function bodyOf(selection: BulkSelection, changes: BulkChanges, dryRun: boolean): BulkRequest {
  const which =
    'uuids' in selection
      ? { uuids: [...selection.uuids] }
      : { filter: selection.filter as NonNullable<BulkRequest['filter']> };
  return { ...which, changes, dryRun };
}

/** What would become of the first ones, and of how many it is. */
export async function previewBulk(selection: BulkSelection, changes: BulkChanges): Promise<BulkPreview> {
  return (await dataOf(
    api.POST('/api/v1/certificates/bulk', { body: bodyOf(selection, changes, true) }),
  )) as BulkPreview;
}

export async function startBulk(selection: BulkSelection, changes: BulkChanges, key: string): Promise<BulkChange> {
  const header = { 'Idempotency-Key': key };
  const body = bodyOf(selection, changes, false);
  return (await dataOf(api.POST('/api/v1/certificates/bulk', { params: { header }, body }))) as BulkChange;
}

export function isOver({ status }: Pick<BulkChange, 'status'>): boolean {
  return status === 'finished' || status === 'cancelled' || status === 'failed';
}

export function bulkQuery(bulkId: string) {
  return queryOptions({
    queryKey: ['bulk-change', bulkId],
    meta: { topic: 'bulk-changes', id: bulkId },
    queryFn: ({ signal }): Promise<BulkChange> =>
      dataOf(api.GET('/api/v1/certificates/bulk/{bulkId}', { params: { path: { bulkId } }, signal })),
    refetchInterval: ({ state: { data } }) => (data === undefined || isOver(data) ? false : 1500),
  });
}

export function loadBulkChanges(query: ListQuery, signal: AbortSignal): Promise<ListPage<BulkChange>> {
  return dataOf(api.GET('/api/v1/certificates/bulk', { params: { query }, signal }));
}

export function loadBulkRows(bulkId: string) {
  return (query: ListQuery, signal: AbortSignal): Promise<ListPage<BulkRow>> =>
    dataOf(api.GET('/api/v1/certificates/bulk/{bulkId}/rows', { params: { path: { bulkId }, query }, signal }));
}

export function cancelBulk(bulkId: string): Promise<BulkChange> {
  return dataOf(api.POST('/api/v1/certificates/bulk/{bulkId}/cancel', { params: { path: { bulkId } } }));
}

/** Most certificates that one request lists. */
export const mostListed = 5_000;

/** Those of which nothing came, to be tried again. */
export async function failedOf(bulkId: string, signal: AbortSignal): Promise<readonly string[]> {
  const load = loadBulkRows(bulkId);
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await load({ outcome: 'failed', limit: 200, ...(cursor === null ? {} : { cursor }) }, signal);
    found.push(...page.items.map(({ certificate }) => certificate));
    cursor = page.nextCursor;
  } while (cursor !== null && found.length < mostListed);
  return found.slice(0, mostListed);
}

/** Soon, by a run of its own; says how many. */
export function requestValidations(selection: BulkSelection) {
  const body =
    'uuids' in selection
      ? { certificates: [...selection.uuids] }
      : { filter: selection.filter as NonNullable<BulkRequest['filter']> };
  return dataOf(api.POST('/api/v1/certificates/validate', { body }));
}
