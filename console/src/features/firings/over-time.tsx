import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Chart, type ChartSeries } from '../../shared/chart/chart';
import type { ListQuery } from '../../shared/list/list-types';
import { useTimeZone } from '../../shared/preferences';
import { Button } from '../../shared/ui/button';
import { ErrorState, Loading } from '../../shared/ui/states';
import { oneQuery } from './load';
import { summaryQuery, timelineQuery } from './queries';
import { eventName } from '../../shared/text/event-names';
import { changed, pointName } from './zoom';

export interface OverTimeProps {
  readonly asked: ListQuery;
  readonly onRange: (range: { readonly from: string | undefined; readonly to: string | undefined }) => void;
}

/** The list's firings over time. Dragging over the chart, or the buttons beside it, choose the time of the list. */
export function OverTime({ asked, onRange }: OverTimeProps) {
  const zone = useTimeZone();
  const { text, sort: _sort, ...query } = oneQuery(asked) as ListQuery;
  const timeline = useQuery({ ...timelineQuery(query), placeholderData: keepPreviousData });
  const { data } = timeline;
  const at = useMemo(() => data?.items.map((item) => item.at) ?? [], [data]);
  const series = useMemo(() => seriesOf(data?.items ?? []), [data]);
  if (timeline.isPending) return <Loading what="the chart" />;
  if (timeline.isError || data === undefined) {
    return <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />;
  }
  const { from, to, seconds, isEstimate } = data;
  const move = (how: Parameters<typeof changed>[1]) => onRange(changed({ from, to }, how, new Date()));
  return (
    <div className="flex flex-col gap-2">
      <Chart
        title={`Events over time${isEstimate ? ', estimated' : ''}`}
        at={at}
        series={series}
        height={130}
        nameOf={(point) => pointName(point, seconds, zone)}
        onZoom={(start, end) => onRange({ from: start, to: end })}
      />
      <div role="group" aria-label="Time shown" className="flex flex-wrap items-center gap-1 text-sm">
        <Button kind="quiet" onPress={() => move('earlier')}>
          ← Earlier
        </Button>
        <Button kind="quiet" onPress={() => move('later')}>
          Later →
        </Button>
        <Button kind="quiet" onPress={() => move('in')}>
          Zoom in
        </Button>
        <Button kind="quiet" onPress={() => move('out')}>
          Zoom out
        </Button>
        {(asked['from'] !== undefined || asked['to'] !== undefined) && (
          <Button kind="quiet" onPress={() => onRange({ from: undefined, to: undefined })}>
            All of the time
          </Button>
        )}
        <span className="text-muted">
          {pointName(from, 60, zone)} to {pointName(to, 60, zone)}
          {text !== undefined && '; the chart does not look for the text'}
        </span>
      </div>
    </div>
  );
}

interface Point {
  readonly firings: number;
  readonly failed: number;
  readonly ignored: number;
}

/** All of them behind, failures in front. */
function seriesOf(items: readonly Point[]): readonly ChartSeries[] {
  return [
    { name: 'All', tone: 'accent', values: items.map(({ firings }) => firings) },
    { name: 'Ignored', tone: 'warn', values: items.map(({ ignored }) => ignored) },
    { name: 'With errors', tone: 'danger', values: items.map(({ failed }) => failed) },
  ];
}

/** What came of the objects of each event in the time that is shown. */
export function ByEvent({ asked }: { readonly asked: ListQuery }) {
  const { event, from, to } = asked;
  const range = { ...(event === undefined ? {} : { event }), ...(from === undefined ? {} : { from }) };
  const summary = useQuery(summaryQuery({ ...range, ...(to === undefined ? {} : { to }) }));
  if (summary.isPending) return <Loading what="the numbers" />;
  if (summary.isError) return <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />;
  const { items } = summary.data;
  if (items.length === 0) return <p className="text-sm text-muted">Nothing happened in this time.</p>;
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Objects by event">
      <table className="w-full text-sm">
        <thead>
          <tr className="text-right text-muted">
            <th scope="col" className="text-left font-medium">
              Event
            </th>
            {['Evaluated', 'Matched', 'Ignored', 'Nothing matched', 'Failed'].map((name) => (
              <th key={name} scope="col" className="pl-4 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(({ event: code, evaluated, matched, ignored, unmatched, failed }) => (
            <tr key={code} className="border-t border-line text-right tabular-nums">
              <th scope="row" className="py-1 text-left font-normal">
                {eventName(code)}
              </th>
              {Object.entries({ evaluated, matched, ignored, unmatched, failed }).map(([name, count]) => (
                <td key={name} className={name === 'failed' && count > 0 ? 'text-danger' : undefined}>
                  {count.toLocaleString('en')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-1 text-xs text-muted">Objects, each once; uploads that were ignored count one by one.</p>
    </div>
  );
}
