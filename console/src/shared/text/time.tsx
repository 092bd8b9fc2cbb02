import { useTimeZone } from '../preferences';
import { exactTime, relativeTime } from './times';

export interface TimeProps {
  /** ISO 8601; null is shown as a dash. */
  readonly at: string | null | undefined;
  /** `both` shows the exact time beside the relative one, `exact` alone. */
  readonly form?: 'relative' | 'exact' | 'both';
}

/** A point in time: relative, with the exact time and zone on hover, or both. */
export function Time({ at, form = 'relative' }: TimeProps) {
  const zone = useTimeZone();
  if (at === null || at === undefined) return <span className="text-muted">–</span>;
  const exact = exactTime(at, zone);
  const relative = relativeTime(at, new Date());
  return (
    <time
      dateTime={at}
      title={`${exact} (${at})`}
      className={form === 'both' ? 'tabular-nums' : 'whitespace-nowrap tabular-nums'}
    >
      {form === 'exact' ? exact : relative}
      {form === 'both' && (
        <span className="text-muted">
          {' '}
          <span className="inline-block">· {exact}</span>
        </span>
      )}
    </time>
  );
}
