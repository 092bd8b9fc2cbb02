import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import { ApiError } from '../../shared/api/problem';
import { useLate } from '../../shared/conditions/use-late';

function count(condition: unknown, samples: number, signal: AbortSignal) {
  const body = { condition: condition as null, samples };
  return dataOf(api.POST('/api/v1/triggers/matching-certificates', { body, signal }));
}

/** How many stored certificates a condition matches, and how many there are. */
export function useMatchCount(condition: unknown, isAsked: boolean) {
  const late = useLate(condition, 400);
  const isCurrent = JSON.stringify(late) === JSON.stringify(condition);
  const matching = useQuery({
    queryKey: ['trigger-matches', late],
    queryFn: ({ signal }) => count(late, 5, signal),
    enabled: isAsked && isCurrent,
    retry: false,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const all = useQuery({
    queryKey: ['trigger-matches', 'all'],
    queryFn: ({ signal }) => count(null, 0, signal),
    enabled: isAsked,
    staleTime: 60_000,
  });
  return { matching, all, isCurrent };
}

/** The sentences of a refusal about a condition, by pointers into it. */
export function conditionFaults(error: unknown): ReadonlyMap<string, readonly string[]> {
  const faults = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  const found = new Map<string, readonly string[]>();
  for (const { pointer, code, detail } of faults) {
    const [, inner] = /^(?:\/triggers\/(?:ignore|actions)\/0)?\/condition(.*)$/.exec(pointer) ?? [];
    // What an event tells is stored nowhere: it can be asked for all the same, only not counted.
    if (inner === undefined || code === 'field_not_of_resource') continue;
    found.set(inner, [...(found.get(inner) ?? []), detail ?? code]);
  }
  return found;
}
