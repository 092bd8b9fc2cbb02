import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';

export type HistoryRow = Schema<'HistoryDryRunRow'>;

export interface HistoryRun {
  /** Events that were looked at. */
  readonly looked: number;
  /** What these were about is not kept any more. */
  readonly gone: number;
  readonly matched: readonly HistoryRow[];
  /** How far back it was looked; false where there is more before that. */
  readonly reached: string;
  readonly isComplete: boolean;
}

/** Pages that are looked through without being asked. */
const usualPages = 4;

/** What a trigger would have matched of late, page by page from the newest. */
export async function runOnHistory(
  body: { readonly event: string; readonly triggers: object; readonly to: string },
  pages: number,
  signal: AbortSignal,
): Promise<HistoryRun> {
  let run: HistoryRun = { looked: 0, gone: 0, matched: [], reached: body.to, isComplete: false };
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const asked = { ...body, only: 'matched', limit: 500, ...(cursor === null ? {} : { cursor }) };
    const found: Schema<'HistoryDryRun'> = await dataOf(
      api.POST('/api/v1/triggers/dry-run/history', { body: asked as never, signal }),
    );
    run = {
      looked: run.looked + found.counts.looked,
      gone: run.gone + found.counts.gone,
      matched: [...run.matched, ...found.items],
      reached: found.progress.reached,
      isComplete: found.nextCursor === null,
    };
    cursor = found.nextCursor;
    if (cursor === null) break;
  }
  return run;
}

export function useHistoryRun(event: string, triggers: object, to: string, isAsked: boolean, isWhole: boolean) {
  return useQuery({
    queryKey: ['trigger-history', event, triggers, to, isWhole],
    queryFn: ({ signal }) => runOnHistory({ event, triggers, to }, isWhole ? 1000 : usualPages, signal),
    enabled: isAsked,
    retry: false,
    staleTime: Infinity,
  });
}

export interface Compared {
  readonly more: readonly HistoryRow[];
  readonly fewer: readonly HistoryRow[];
}

/** What a draft would match beyond what the published version would, and what not any more; both looked equally far. */
export function compareRuns(draft: HistoryRun, published: HistoryRun): Compared {
  const ids = (rows: readonly HistoryRow[]) => new Set(rows.map(({ firingId }) => firingId));
  const [ofDraft, ofPublished] = [ids(draft.matched), ids(published.matched)];
  return {
    more: draft.matched.filter(({ firingId }) => !ofPublished.has(firingId)),
    fewer: published.matched.filter(({ firingId }) => !ofDraft.has(firingId)),
  };
}
