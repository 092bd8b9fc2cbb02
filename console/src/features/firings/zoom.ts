/** A stretch of time, ISO 8601; the end is not in it. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

const shortest = 60_000;

/** Moves or stretches a range round its middle, at most to `now`. */
export function changed({ from, to }: Range, how: 'earlier' | 'later' | 'in' | 'out', now: Date): Range {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const length = Math.max(shortest, end - start);
  const factor = how === 'in' ? 0.5 : how === 'out' ? 2 : 1;
  const shift = how === 'earlier' ? -length / 2 : how === 'later' ? length / 2 : 0;
  const wanted = Math.max(shortest, length * factor);
  const middle = start + length / 2 + shift;
  const last = Math.min(middle + wanted / 2, Math.max(now.getTime(), end));
  return { from: new Date(last - wanted).toISOString(), to: new Date(last).toISOString() };
}

/** How a point of the chart is called: by day, or with the time where points are closer. */
export function pointName(at: string, seconds: number, timeZone: string): string {
  const date = new Date(at);
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', {
    ...day,
    ...(seconds >= 86_400 ? {} : time),
    ...(seconds < 60 ? { second: '2-digit' } : {}),
    timeZone,
  }).format(date);
}
