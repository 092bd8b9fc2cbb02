import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { theme, useTimeZone } from '../preferences';
import { useStore } from '../store';
import type { ChartProps } from './chart';

/** The drawn part of a chart: bars over time, as wide as there is room. */
export default function Plot({ at, series, height = 200, onZoom }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const chosen = useStore(theme);
  const zone = useTimeZone();
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const colour = (name: string) =>
      getComputedStyle(document.documentElement).getPropertyValue(`--color-${name}`).trim();
    const axis = { stroke: colour('muted'), grid: { stroke: colour('line') }, ticks: { stroke: colour('line') } };
    const seconds = at.map((point) => Date.parse(point) / 1000);
    const last = seconds.at(-1) ?? 0;
    // The month by name, so that no date can be read in two ways; hours where all is within two days.
    const isShort = last - (seconds[0] ?? 0) <= 172_800;
    const label = new Intl.DateTimeFormat('en-GB', {
      ...{ day: 'numeric', month: 'short', timeZone: zone },
      ...(isShort ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' as const } : {}),
    });
    const nameAll = (_plot: uPlot, stamps: readonly number[]) => stamps.map((stamp) => label.format(stamp * 1000));
    // A bar begins at its point: the last one needs room, too.
    const step = seconds.length > 1 ? last - seconds.at(-2)! : 86_400;
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height,
        tzDate: (stamp) => uPlot.tzDate(new Date(stamp * 1000), zone),
        legend: { show: series.length > 1 },
        cursor: { drag: { x: onZoom !== undefined, y: false, setScale: false } },
        scales: {
          x: { range: (_plot, from, to) => [from, to >= last ? last + step : to] },
          y: { range: (_plot, _min, most) => [0, Math.max(4, Math.ceil((most || 0) * 1.1))] },
        },
        axes: [
          { ...axis, values: nameAll },
          { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 5e4, 1e5, 5e5, 1e6] },
        ],
        series: [
          {},
          ...series.map(({ name, tone }) => ({
            label: name,
            stroke: colour(tone),
            fill: `${colour(tone)}55`,
            width: 1,
            points: { show: false },
            paths: uPlot.paths.bars!({ size: [0.8, 60], align: 1 }),
          })),
        ],
        hooks: {
          ready: [showLegend],
          setCursor: [showLegend],
          setSelect: [
            ({ select, posToVal }) => {
              if (select.width < 3) return;
              const instant = (position: number) => new Date(posToVal(position, 'x') * 1000).toISOString();
              zoom.current?.(instant(select.left), instant(select.left + select.width));
            },
          ],
        },
      },
      [seconds, ...series.map(({ values }) => [...values])],
      element,
    );
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [at, series, height, zone, chosen, onZoom]);
  return <div ref={place} className="w-full overflow-hidden" />;
}

/** Values and their time are told where the pointer is; elsewhere there would be two dashes for each. */
function showLegend(plot: uPlot): void {
  const isLive = typeof plot.cursor.idx === 'number';
  const legend = plot.root.querySelector('.u-legend');
  legend?.classList.toggle('u-live', isLive);
  legend?.querySelector('.u-series')?.toggleAttribute('hidden', !isLive);
}
