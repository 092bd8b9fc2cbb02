import { estimateTimeline } from './timeline';

const from = new Date('2030-01-01T00:00:00Z');
const range = { from, to: new Date('2030-01-01T02:00:00Z'), milliseconds: 3_600_000 };
const rowAt = (minutes: number, change: object = {}) => ({
  occurredAt: new Date(from.getTime() + minutes * 60_000),
  status: 'finished',
  outcome: 'unmatched',
  ...change,
});

it('leaves a time with few firings to be counted', () => {
  const sample = { points: [], rows: [rowAt(1), rowAt(70)], rowsPerStretch: 200 };
  expect(estimateTimeline(sample, [], range)).toBeUndefined();
  expect(estimateTimeline({ points: [], rows: [], rowsPerStretch: 200 }, [], range)).toBeUndefined();
});

it('lets each row of the sample stand for as many of the whole, where they are in the time and meet the filter', () => {
  const rows = [
    rowAt(1),
    rowAt(2, { status: 'failed' }),
    rowAt(70, { outcome: 'ignored' }),
    // Outside of the time.
    rowAt(-1),
    rowAt(120),
  ];
  const sample = { points: [], rows, rowsPerStretch: 100_000 };
  expect(estimateTimeline(sample, [], range)).toEqual({
    isEstimate: true,
    items: [
      { index: 0, firings: 40_000, failed: 20_000, ignored: 0 },
      { index: 1, firings: 20_000, failed: 0, ignored: 20_000 },
    ],
  });
  expect(estimateTimeline(sample, [{ status: 'failed' }], range)?.items).toEqual([
    { index: 0, firings: 20_000, failed: 20_000, ignored: 0 },
  ]);
});
