import type { Listener } from './listener';
import { createRights } from './rights';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function scene(looks: (() => Promise<boolean>)[]) {
  const listeners = looks.map((isStillGood, index) => ({ isStillGood, index }) as unknown as Listener);
  const ended: number[] = [];
  const forgetCallers = jest.fn();
  const warn = jest.fn();
  const rights = createRights({
    ...{ forgetCallers, now: () => new Date(), listeners: () => listeners },
    end: (listener) => ended.push(listeners.indexOf(listener)),
    logger: { info: jest.fn(), warn, error: jest.fn() },
  });
  return { ...rights, ended, forgetCallers, warn };
}

const settled = () => jest.advanceTimersByTimeAsync(0);

it('ends those who would not be let in again, and nobody of whom it is not known', async () => {
  const away = () => Promise.reject(new Error('the database is away'));
  const { lookAgain, ended, forgetCallers, warn } = scene([async () => true, async () => false, away]);
  lookAgain();
  await settled();
  expect([ended, forgetCallers.mock.calls.length, warn.mock.calls.length]).toEqual([[1], 1, 1]);
});

it('asks again soon what it could not find out, and now and then in any case', async () => {
  const look = jest.fn(async () => true).mockRejectedValueOnce(new Error('the database is away'));
  const { tick, lookAgain } = scene([look]);
  lookAgain();
  await settled();
  for (const [ms, looks] of [
    [4_000, 1],
    [2_000, 2],
    [290_000, 2],
    [11_000, 3],
  ] as const) {
    await jest.advanceTimersByTimeAsync(ms);
    tick();
    await settled();
    expect(look).toHaveBeenCalledTimes(looks);
  }
});

it('looks once more, and not side by side, when more changes while it looks', async () => {
  let release: () => void = () => undefined;
  const look = jest.fn(() => new Promise<boolean>((resolve) => (release = () => resolve(true))));
  const { lookAgain } = scene([look]);
  for (let count = 0; count < 5; count += 1) lookAgain();
  expect(look).toHaveBeenCalledTimes(1);
  lookAgain();
  release();
  await settled();
  expect(look).toHaveBeenCalledTimes(2);
  release();
  await settled();
  expect(look).toHaveBeenCalledTimes(2);
});

it('does not ask the database for thousands at once', async () => {
  let running = 0;
  let most = 0;
  const look = async () => {
    most = Math.max(most, (running += 1));
    await Promise.resolve();
    running -= 1;
    return true;
  };
  const { lookAgain } = scene(Array.from({ length: 100 }, () => look));
  lookAgain();
  await settled();
  expect(most).toBe(20);
});
