import { partsOf, pauseBefore, type ScriptEffect } from './scripts';

const effectOf = (firingId: string): ScriptEffect => ({
  ...{ firingId, trigger: 't', actionId: 'a', wait: true },
  plan: { runId: `r of ${firingId}`, context: 'service', timeoutSeconds: 1, scheduleToStartSeconds: 1 },
});

it('splits what is left by firing into four parts at most, each of them once, with their share of the lanes', () => {
  const ids = ['f1', 'f2', 'f3', 'f4', 'f5'];
  const left = { scripts: [...ids, 'f1'].map(effectOf), ask: ['f5', 'f6'], follow: ['f1', 'f7'], lanes: 20 };
  const parts = partsOf(left);
  expect(parts.map(({ firingId }) => firingId)).toEqual(['f1', 'f2', 'f3', 'f4']);
  expect(parts.map(({ part }) => part.lanes)).toEqual([5, 5, 5, 5]);
  expect(parts.map(({ part }) => part.scripts.map(({ firingId }) => firingId))).toEqual([
    ['f1', 'f5', 'f1'],
    ['f2'],
    ['f3'],
    ['f4'],
  ]);
  expect(parts.map(({ part: { ask, follow } }) => [ask, follow])).toEqual([
    [['f5'], ['f1']],
    [['f6'], []],
    [[], ['f7']],
    [[], []],
  ]);
});

it('leaves one firing in one part, with all lanes', () => {
  const left = { scripts: [effectOf('f1')], ask: ['f1'], follow: [], lanes: 20 };
  expect(partsOf(left)).toEqual([{ firingId: 'f1', part: left }]);
});

it('pauses longer before each attempt, up to the longest, and tries no more than it is told', () => {
  const retry = { maxAttempts: 4, initialMs: 1_000, factor: 3, maxMs: 5_000 };
  const pauses = [2, 3, 4, 5].map((attempt) => pauseBefore(attempt, { status: 'failed' }, retry));
  expect(pauses).toEqual([1_000, 3_000, 5_000, undefined]);
  expect(pauseBefore(2, { status: 'worker_lost' }, retry)).toBeUndefined();
});
