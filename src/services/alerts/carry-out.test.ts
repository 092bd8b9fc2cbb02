import type { EffectOutcome, EffectRunner } from './effect';
import { failedEffect } from './effect';
import { effectOf } from '../../../test/support/alert-work';
import { createCarryOut } from './carry-out';

let outcomes: (EffectOutcome | Error)[] = [];
const pauses: number[] = [];
const told: string[] = [];
const runner: EffectRunner = {
  ...{ type: 'email', isRepeatable: false, lanes: 1, preview: () => ({}) },
  async carryOut() {
    const next = outcomes.shift()!;
    if (next instanceof Error) throw next;
    return next;
  },
};
const carryOut = createCarryOut({ runners: new Map([['email', runner]]), pause: async (ms) => void pauses.push(ms) });
const { signal } = new AbortController();
const notes = {
  begin: async () => void told.push('begin'),
  refuse: async (error: string) => void told.push(error),
  ...{ heartbeat: () => undefined, signal },
};
const later = failedEffect('later', 'x', true);

beforeEach(() => {
  pauses.length = 0;
  told.length = 0;
});

it('tries again what may pass, with pauses that double, and notes each attempt', async () => {
  outcomes = [later, later, { kind: 'done' }];
  expect(await carryOut(effectOf('email'), notes)).toEqual({ kind: 'done' });
  expect([pauses, told]).toEqual([
    [1_000, 2_000],
    ['begin', 'later', 'begin', 'later', 'begin'],
  ]);
});

it('gives up after the attempts of the type, or of the handler', async () => {
  outcomes = Array.from({ length: 9 }, () => later);
  expect(await carryOut(effectOf('email'), notes)).toEqual(later);
  expect(pauses).toHaveLength(4);
  pauses.length = 0;
  const effect = effectOf('email');
  await carryOut({ ...effect, handler: { ...effect.handler, retry: { attempts: 2, firstPauseSeconds: 0 } } }, notes);
  expect(pauses).toEqual([0]);
});

it('does not try again what was refused for good', async () => {
  outcomes = [failedEffect('no', 'x')];
  expect(await carryOut(effectOf('email'), notes)).toMatchObject({ error: 'no' });
  expect(told).toEqual(['begin']);
});

it('is uncertain after its time limit', async () => {
  outcomes = [Object.assign(new Error('x'), { name: 'TimeoutError' })];
  expect(await carryOut(effectOf('email'), notes)).toMatchObject({ kind: 'uncertain', error: 'timeout' });
});

it('fails for a type that nothing carries out', async () =>
  expect(await carryOut(effectOf('webhook'), notes)).toMatchObject({ error: 'handler_unavailable' }));

it.each([true, undefined] as const)(
  'cuts an effect off at its limit, unless it ends by itself: %s',
  async (endsByItself) => {
    const given: AbortSignal[] = [];
    const waiting: EffectRunner = {
      ...{ ...runner, ...(endsByItself === undefined ? {} : { endsByItself }) },
      carryOut: async (_effect, at) => (given.push(at), { kind: 'done' }),
    };
    await createCarryOut({ runners: new Map([['email', waiting]]) })(effectOf('email'), notes);
    expect(given[0] === signal).toBe(endsByItself === true);
  },
);
