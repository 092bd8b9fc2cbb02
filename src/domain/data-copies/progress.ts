/** Where a pass is. */
export interface Progress {
  readonly pass: number;
  readonly collection: string;
  /** Rows of the source that were looked at in this pass, and how many there are about. */
  readonly rows: number;
  readonly of: number;
  readonly bytes: number;
  /** Rows written and deleted in the target. */
  readonly changed: number;
  readonly ms: number;
}

/**
 * `pass 1, firings: 120000 of 480000 rows (25 %), 9310 rows/s, 11.2 MB/s, 39 s left`. The rest is taken to go on as
 * quickly as what is done; nothing is said of it in the first second.
 */
export function progressLine({ pass, collection, rows, of, bytes, changed, ms }: Progress): string {
  const seconds = ms / 1_000;
  const share = of === 0 ? 100 : Math.min(100, Math.floor((rows / of) * 100));
  const parts = [`pass ${pass}, ${collection}: ${rows} of ${Math.max(rows, of)} rows (${share} %)`];
  if (pass > 1) parts.push(`${changed} changed`);
  if (seconds >= 1) {
    parts.push(`${Math.round(rows / seconds)} rows/s`, `${(bytes / 1_000_000 / seconds).toFixed(1)} MB/s`);
    if (rows > 0) parts.push(`${timeLeft(((Math.max(of, rows) - rows) / rows) * seconds)} left`);
  }
  return parts.join(', ');
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
