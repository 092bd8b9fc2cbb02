import { lazy, Suspense, useId, useState } from 'react';
import { Button } from '../ui/button';

export interface ChartSeries {
  readonly name: string;
  readonly values: readonly number[];
  /** A colour of the theme: `accent`, `danger`. */
  readonly tone: 'accent' | 'danger' | 'warn' | 'good' | 'edge';
}

export interface ChartProps {
  readonly title: string;
  /** Points of time, ISO 8601, each the begin of a bar. */
  readonly at: readonly string[];
  readonly series: readonly ChartSeries[];
  readonly height?: number;
  /** How a point is called in the table and beneath the pointer. */
  readonly nameOf: (at: string) => string;
  /** Called with the first and last point of a stretch that was dragged over. */
  readonly onZoom?: (from: string, to: string) => void;
}

const Plot = lazy(() => import('./plot'));

/** A chart of time series, with the same numbers as a table beside it for those who do not see it. */
export function Chart(props: ChartProps) {
  const { title, at, series, nameOf, height = 200 } = props;
  const [isTable, setTable] = useState(false);
  const id = useId();
  return (
    <figure aria-labelledby={id} className="min-w-0">
      <figcaption className="mb-2 flex items-center justify-between gap-2 text-sm">
        <span id={id} className="font-medium">
          {title}
        </span>
        <Button kind="quiet" onPress={() => setTable(!isTable)} aria-pressed={isTable}>
          {isTable ? 'As a chart' : 'As a table'}
        </Button>
      </figcaption>
      {isTable ? (
        <div className="max-h-80 overflow-auto" tabIndex={0} role="region" aria-label={`Numbers of ${title}`}>
          <table className="w-full text-sm">
            <thead>
              <tr>
                <th scope="col" className="text-left">
                  From
                </th>
                {series.map(({ name }) => (
                  <th key={name} scope="col" className="text-right">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {at.map((point, index) => (
                <tr key={point} className="border-t border-line">
                  <th scope="row" className="text-left font-normal">
                    {nameOf(point)}
                  </th>
                  {series.map(({ name, values }) => (
                    <td key={name} className="text-right tabular-nums">
                      {(values[index] ?? 0).toLocaleString('en')}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div role="img" aria-label={`${title}: ${summaryOf(props)}`} style={{ minHeight: height }}>
          <Suspense fallback={null}>
            <Plot {...props} height={height} />
          </Suspense>
        </div>
      )}
    </figure>
  );
}

/** In a sentence: how much of each, and where the most is. */
export function summaryOf({ at, series, nameOf }: Pick<ChartProps, 'at' | 'series' | 'nameOf'>): string {
  return series
    .map(({ name, values }) => {
      const most = Math.max(0, ...values);
      const where = at[values.indexOf(most)];
      const sum = values.reduce((total, value) => total + value, 0);
      return `${name} ${sum.toLocaleString('en')}${most === 0 || where === undefined ? '' : `, most at ${nameOf(where)} (${most.toLocaleString('en')})`}`;
    })
    .join('; ');
}
