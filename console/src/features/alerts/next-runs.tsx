import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import { sentenceOf } from '../../shared/api/problem';
import { Time } from '../../shared/text/time';
import type { Schedule } from './schedule-forms';

/** When an alert with this schedule would run next, as the API counts it. */
export function NextRuns({ schedule, timeZone }: { readonly schedule: Schedule; readonly timeZone: string }) {
  const query = useQuery({
    queryKey: ['alert-next-runs', schedule, timeZone],
    queryFn: ({ signal }) => dataOf(api.POST('/api/v1/alerts/next-runs', { body: { schedule, timeZone }, signal })),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (query.isError) return <p className="text-xs text-danger">{sentenceOf(query.error)}</p>;
  const runs = query.data?.nextRuns ?? [];
  if (runs.length === 0)
    return <p className="text-xs text-muted">{query.isPending ? 'Being counted …' : 'It would not run any more.'}</p>;
  return (
    <div className="text-sm">
      <p className="text-muted">It would run next</p>
      <ol aria-label="Next runs" className="list-decimal pl-5">
        {runs.map((at) => (
          <li key={at}>
            <Time at={at} form="both" />
          </li>
        ))}
      </ol>
    </div>
  );
}
