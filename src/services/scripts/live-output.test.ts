import type { ScriptRunChunk } from '../../domain/scripts/run-record';
import { createLiveOutput } from './live-output';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function output(append?: () => Promise<void>) {
  const stored: ScriptRunChunk[][] = [];
  const faults: unknown[] = [];
  const live = createLiveOutput(
    {
      chunks: { append: append ?? (async (_runId, chunks) => void stored.push([...chunks])) },
      onFault: (error) => faults.push(error),
    },
    'r1',
  );
  return { live, stored, faults };
}

it('stores what comes close together in one piece, each stream for itself and in order', async () => {
  const { live, stored } = output();
  live.add('stdout', 'a');
  live.add('stdout', 'b');
  live.add('stderr', 'c');
  live.add('stdout', 'd');
  await jest.advanceTimersByTimeAsync(500);
  expect(stored).toEqual([
    [
      { seq: 1, stream: 'stdout', text: 'ab' },
      { seq: 2, stream: 'stderr', text: 'c' },
      { seq: 3, stream: 'stdout', text: 'd' },
    ],
  ]);
  live.add('stdout', 'e');
  await live.end();
  expect(stored[1]).toEqual([{ seq: 4, stream: 'stdout', text: 'e' }]);
});

it('takes no more than is kept of a run, in pieces', async () => {
  const { live, stored } = output();
  for (let index = 0; index < 50; index += 1) live.add('stdout', 'x'.repeat(100_000));
  await live.end();
  const pieces = stored.flat();
  expect(pieces.reduce((sum, { text }) => sum + text.length, 0)).toBe(2 * 1_024 * 1_024);
  expect(Math.max(...pieces.map(({ text }) => text.length))).toBe(64 * 1_024);
});

it('does not fail a run whose output cannot be followed', async () => {
  const { live, faults } = output(() => Promise.reject(new Error('away')));
  live.add('stdout', 'a');
  await live.end();
  expect(faults).toHaveLength(1);
});
