import { progressLine } from './progress';

const progress = { pass: 1, collection: 'firings', rows: 120_000, of: 480_000, bytes: 144e6, changed: 7, ms: 12_000 };

it.each([
  [{}, 'pass 1, firings: 120000 of 480000 rows (25 %), 10000 rows/s, 12.0 MB/s, 36 s left'],
  [{ pass: 2 }, 'pass 2, firings: 120000 of 480000 rows (25 %), 7 changed, 10000 rows/s, 12.0 MB/s, 36 s left'],
  [{ of: 4_800_000 }, 'pass 1, firings: 120000 of 4800000 rows (2 %), 10000 rows/s, 12.0 MB/s, 8 min left'],
  [{ of: 480_000_000 }, 'pass 1, firings: 120000 of 480000000 rows (0 %), 10000 rows/s, 12.0 MB/s, 13.3 h left'],
  [{ of: 100 }, 'pass 1, firings: 120000 of 120000 rows (100 %), 10000 rows/s, 12.0 MB/s, 0 s left'],
  [{ rows: 0, of: 0, ms: 5 }, 'pass 1, firings: 0 of 0 rows (100 %)'],
])('%j', (change, line) => expect(progressLine({ ...progress, ...change })).toBe(line));
