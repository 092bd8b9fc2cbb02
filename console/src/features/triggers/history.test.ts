import { expect, it } from 'vitest';
import { compareRuns, type HistoryRow, type HistoryRun } from './history';

const runOf = (...ids: readonly string[]): HistoryRun => ({
  ...{ looked: 9, gone: 0, reached: '2030-01-01T00:00:00Z', isComplete: true },
  matched: ids.map((firingId) => ({ firingId }) as HistoryRow),
});

it('says what a draft matches beyond the published version, and what not any more', () => {
  const { more, fewer } = compareRuns(runOf('a', 'b', 'd'), runOf('b', 'c'));
  expect(more.map(({ firingId }) => firingId)).toEqual(['a', 'd']);
  expect(fewer.map(({ firingId }) => firingId)).toEqual(['c']);
});
