import { useQuery } from '@tanstack/react-query';
import { Chart } from '../../../shared/chart/chart';
import { useTimeZone } from '../../../shared/preferences';
import { Section } from '../../../shared/shell/page';
import { PathLink } from '../../../shared/shell/path-link';
import { dayOf } from '../../../shared/text/times';
import { ErrorState, Loading } from '../../../shared/ui/states';
import { statisticsQuery } from '../queries';

/** What came of the instances of the last 30 days; each number opens them. */
export function OverTime({ uuid }: { readonly uuid: string }) {
  const query = useQuery(statisticsQuery(uuid));
  const zone = useTimeZone();
  return (
    <Section title="Last 30 days">
      {query.isPending ? (
        <Loading what="the numbers" />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <p className="text-sm text-muted">No instance has begun.</p>
      ) : (
        <>
          <p className="mb-2 flex flex-wrap gap-x-4 text-sm">
            {(['complete', 'failed', 'rejected', 'cancelled', 'suspended', 'running'] as const).map((status) => {
              const count = query.data.items[0]?.started[status] ?? 0;
              const words = { suspended: 'waiting', cancelled: 'stopped' } as Readonly<Record<string, string>>;
              return (
                <PathLink
                  key={status}
                  className="py-1"
                  to={`/builder/instances?definitionUuid=${uuid}&status=${status}`}
                >
                  {count.toLocaleString('en')} {words[status] ?? status}
                </PathLink>
              );
            })}
          </p>
          <Chart
            title="Instances by the day on which they began (UTC)"
            at={query.data.days.map(({ day }) => day)}
            height={140}
            nameOf={(at) => dayOf(at, zone)}
            series={[
              { name: 'Complete', tone: 'good', values: query.data.days.map(({ started }) => started.complete) },
              {
                name: 'Failed or rejected',
                tone: 'danger',
                values: query.data.days.map(({ started }) => started.failed + started.rejected),
              },
              {
                name: 'Under way',
                tone: 'accent',
                values: query.data.days.map(({ started }) => started.running + started.suspended),
              },
              {
                name: 'Stopped',
                tone: 'edge',
                values: query.data.days.map(({ started }) => started.cancelled + started.cancelled_for_restart),
              },
            ]}
          />
        </>
      )}
    </Section>
  );
}
