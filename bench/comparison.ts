import type { Subject } from './arguments';
import { medianOf, round } from './statistics';

export interface Figure {
  /** For people. */
  readonly name: string;
  /** Members that lead to the number in the line of JSON which the bench prints. */
  readonly path: readonly string[];
  readonly unit: 'ms' | 's' | '/s' | 'MB';
}

export const figures: Readonly<Record<Subject, readonly Figure[]>> = {
  uploads: [
    { name: 'empty workflow, one client, p50', path: ['emptyMs', 'p50'], unit: 'ms' },
    { name: 'empty workflows, 40 at a time', path: ['emptyPerSecond'], unit: '/s' },
    { name: 'sync upload, one client, p50', path: ['uploadMs', 'p50'], unit: 'ms' },
    { name: 'sync upload, one client, p95', path: ['uploadMs', 'p95'], unit: 'ms' },
    { name: 'sync uploads, 20 clients', path: ['sync20PerSecond'], unit: '/s' },
    { name: 'sync uploads, 100 clients', path: ['sync100PerSecond'], unit: '/s' },
    { name: 'bulk, async bundles', path: ['bulkPerSecond'], unit: '/s' },
    { name: 'resident memory afterwards', path: ['residentMbAfter'], unit: 'MB' },
  ],
  scan: [
    { name: 'an hour in which nothing happens', path: ['quietScanSeconds'], unit: 's' },
    { name: 'an hour in which 2,000 cross a step', path: ['scanSeconds'], unit: 's' },
    { name: 'the first scan after a change of the set', path: ['changedSetScanSeconds'], unit: 's' },
    { name: 'growth of resident memory', path: ['residentMbGrowth'], unit: 'MB' },
  ],
  start: [
    { name: 'npm ci and npm start, no engine in the cache, to ready', path: ['coldSeconds'], unit: 's' },
    { name: 'npm start once more, to ready', path: ['warmSeconds'], unit: 's' },
    { name: 'resident memory, left alone', path: ['residentMb'], unit: 'MB' },
  ],
  lists: ['by time of entry', 'by end', 'by common name'].flatMap((name, index): Figure[] => {
    const list = ['createdAt', 'notAfter', 'commonName'][index]!;
    return [
      { name: `certificates ${name}, first page, p95`, path: [list, 'first', 'p95'], unit: 'ms' },
      { name: `certificates ${name}, deep page, p95`, path: [list, 'deep', 'p95'], unit: 'ms' },
    ];
  }),
};

/** What a bench printed as its line of JSON. */
export type Figures = Readonly<Record<string, unknown>>;

/** One alternating round: the named commit first, then the working tree. */
export interface Round {
  readonly before: Figures;
  readonly after: Figures;
}

export interface Comparison {
  readonly name: string;
  readonly unit: Figure['unit'];
  /** Medians over the rounds; undefined where a build does not have the figure. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** After divided by before. */
  readonly ratio: number | undefined;
  readonly isWorse: boolean;
  /** Of each build: its smallest and its largest round. */
  readonly spread: { readonly before: readonly number[]; readonly after: readonly number[] };
}

/** The figures of the last line that is a JSON object; the bench's other lines are for people. */
export function figuresIn(output: string): Figures | undefined {
  for (const line of output.split('\n').reverse()) {
    if (!line.startsWith('{"') || !line.trimEnd().endsWith('}')) continue;
    try {
      return JSON.parse(line) as Figures;
    } catch {
      // A log line that only looks like it.
    }
  }
  return undefined;
}

/**
 * Medians side by side. Milliseconds and megabytes are worse when there are more of them, rates when there are fewer.
 * @param within what a figure may be worse by, in per cent of the median before; exactly as much is not worse
 */
export function compareRounds(wanted: readonly Figure[], rounds: readonly Round[], within: number): Comparison[] {
  return wanted.map(({ name, path, unit }) => {
    const numbers = (build: keyof Round) =>
      rounds.map((at) => numberAt(at[build], path)).filter((value) => value !== undefined);
    const [old, now] = [numbers('before'), numbers('after')];
    const [before, after] = [medianOf(old), medianOf(now)];
    const exact = before === undefined || after === undefined || before === 0 ? undefined : after / before;
    const loss = exact === undefined ? 0 : unit === '/s' ? 1 - exact : exact - 1;
    return {
      ...{ name, unit, before, after, ratio: exact === undefined ? undefined : round(exact) },
      // Without the allowance a figure that is exactly at the limit would fail by the last bit.
      isWorse: loss * 100 > within + 1e-9,
      spread: { before: spreadOf(old), after: spreadOf(now) },
    };
  });
}

/** Both columns, the ratio and a mark, as lines of text. */
export function tableOf(
  rows: readonly Comparison[],
  columns: { readonly before: string; readonly after: string },
  within: number,
): string[] {
  const cells = [
    ['', columns.before, columns.after, 'ratio', ''],
    ...rows.map((row) => [
      row.name,
      cell(row.before, row.unit, row.spread.before),
      cell(row.after, row.unit, row.spread.after),
      row.ratio?.toFixed(2) ?? '-',
      row.isWorse ? `worse by more than ${within} %` : '',
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells.map((line) =>
    line
      .map((text, column) =>
        column === 0 || column === 4 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
}

function cell(median: number | undefined, unit: string, [least, most]: readonly number[]): string {
  if (median === undefined) return '-';
  const range = least === most ? '' : ` (${least} to ${most})`;
  return `${median} ${unit}${range}`;
}

function numberAt(value: unknown, path: readonly string[]): number | undefined {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Figures)[name];
  }
  return typeof at === 'number' && Number.isFinite(at) ? at : undefined;
}

function spreadOf(values: readonly number[]): number[] {
  return values.length === 0 ? [] : [Math.min(...values), Math.max(...values)];
}
