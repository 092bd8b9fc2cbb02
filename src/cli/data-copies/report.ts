import type { FinishedCopy } from '../../domain/data-copies/copy';

/** Rows and hash of each collection, and what comes next. */
export function copyReport({ startedAt, finishedAt, collections }: FinishedCopy): string {
  const width = Math.max(...collections.map(({ name }) => name.length), 10);
  const lines = collections.map(
    ({ name, rows, source, target }) =>
      `${name.padEnd(width)}  ${String(rows).padStart(10)}  ${source}  ${source === target ? 'same' : target}`,
  );
  const rows = collections.reduce((sum, collection) => sum + collection.rows, 0);
  return [
    `${'collection'.padEnd(width)}  ${'rows'.padStart(10)}  ${'SHA-256 of the source'.padEnd(64)}  target`,
    ...lines,
    '',
    `Finished: ${rows} rows in ${collections.length} collections, begun ${startedAt.toISOString()}, ended ${finishedAt.toISOString()}.`,
    'Start the product with the target, the same master key and the same administrator key. The source stays closed.',
    '',
  ].join('\n');
}
