import { expect, it } from 'vitest';
import { doEach, eachText } from './do-each';

it('goes on through refusals and tells each reason once', async () => {
  const tried: number[] = [];
  const result = await doEach(
    [1, 2, 3, 4],
    (row) => (row % 2 === 0 ? Promise.reject(new Error('It is even.')) : Promise.resolve()),
    (count) => tried.push(count),
  );
  expect(tried).toEqual([1, 2, 3, 4]);
  expect(result.refused.map(({ row }) => row)).toEqual([2, 4]);
  expect(eachText(result, 'were sent')).toBe('2 of 4 were sent. Not done: 2: It is even.');
});

it('says in one sentence that all were done', () => {
  expect(eachText({ done: 1200, refused: [] }, 'were sent')).toBe('1,200 were sent.');
});

it('leaves the rest after it was stopped, and says so', async () => {
  const stop = new AbortController();
  const done: string[] = [];
  const result = await doEach(
    ['a', 'b', 'c'],
    async (row) => {
      done.push(row);
      stop.abort();
    },
    undefined,
    stop.signal,
  );
  expect(done).toEqual(['a']);
  expect(result.refused.map(({ row }) => row)).toEqual(['b', 'c']);
});
