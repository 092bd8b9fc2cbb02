import type { DiscoveryStatus, GapCounts, RowCounts } from './discovery';

export interface RunFacts {
  readonly rows: RowCounts;
  readonly gaps: GapCounts;
  /** Targets of ranges where nothing answers. */
  readonly silent: number;
  /** The source as a whole could not be read; why, for people. */
  readonly failure: string | null;
  readonly isCancelled: boolean;
}

export interface RunEnding {
  readonly status: DiscoveryStatus;
  readonly message: string;
  readonly totalCertificateDiscovered: number;
}

/** How a run ends: `failed` without a source, `warning` with gaps, certificates that failed, or a cancellation. */
export function endingOf({ rows, gaps, silent, failure, isCancelled }: RunFacts): RunEnding {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  const failed = rows.failed + rows.pending;
  const gapList = Object.entries(gaps).sort(([a], [b]) => (a < b ? -1 : 1));
  const isWhole = failure === null && !isCancelled && failed === 0 && gapList.length === 0;
  const found = [
    `${rows.imported} new`,
    `${rows.known} known`,
    ...(rows.ignored > 0 ? [`${rows.ignored} ignored`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ');
  const sentences = [
    ...(failure === null ? [] : [failure]),
    ...(isCancelled ? ['Cancelled.'] : []),
    `${total} ${total === 1 ? 'certificate' : 'certificates'}: ${found}.`,
    ...(gapList.length === 0 ? [] : [`Gaps: ${gapList.map(([kind, count]) => `${kind} ${count}`).join(', ')}.`]),
    ...(silent === 0 ? [] : [`Nothing answered at ${silent} ${silent === 1 ? 'target' : 'targets'} of ranges.`]),
  ];
  return {
    status: failure !== null ? 'failed' : isWhole ? 'completed' : 'warning',
    message: sentences.join(' '),
    totalCertificateDiscovered: total,
  };
}

export interface Progress {
  readonly done: number;
  readonly total: number | null;
  /** Per second since the start; null before there is anything to tell. */
  readonly rate: number | null;
  /** Seconds until the source is read, at the pace so far. */
  readonly secondsLeft: number | null;
}

/** How far the reading of a source is. */
export function progressOf(
  run: { readonly startedAt: Date; readonly readAt: Date | null; readonly done: number; readonly total: number | null },
  now: Date,
): Progress {
  const { done, total, startedAt, readAt } = run;
  const seconds = ((readAt ?? now).getTime() - startedAt.getTime()) / 1_000;
  const rate = done > 0 && seconds > 0 ? Math.round((done / seconds) * 100) / 100 : null;
  const left = total === null ? null : Math.max(0, total - done);
  const secondsLeft =
    readAt !== null ? 0 : left === null || rate === null || rate === 0 ? null : Math.ceil(left / rate);
  return { done, total, rate, secondsLeft };
}
