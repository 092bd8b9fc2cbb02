import { startBeating, startHousekeeping, type HousekeepingDeps, type Keeper } from './housekeeping';

/** A process that is told who is dead, with parts that do as they are told. */
function house(
  parts: readonly (Keeper & { readonly name?: string })[],
  more: { isFirst?: boolean; queueName?: () => string } = {},
) {
  const calls: string[] = [];
  const state = { dead: [] as string[], isAway: false };
  const foundation = {
    lease: {
      async beat() {
        if (state.isAway) throw new Error('away');
      },
      dead: () => state.dead,
      isFirst: () => more.isFirst ?? true,
      async forget(ids: string[]) {
        calls.push(`forget ${ids.join()}`);
        state.dead = [];
      },
      stop: async () => void calls.push('stop'),
    },
    logger: { warn: (_: unknown, message: string) => void calls.push(message) },
    adjustments: more.queueName === undefined ? {} : { queueName: more.queueName },
    now: () => new Date(0),
  } as unknown as HousekeepingDeps;
  return { calls, state, start: () => startHousekeeping(foundation, parts), beat: () => startBeating(foundation) };
}

describe('housekeeping', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('has looked once after what a predecessor left behind when it resolves, and goes on until nothing is left', async () => {
    const left = [false, false, true];
    const inherit = async (dead: readonly string[]) => {
      calls.push(`inherit ${dead.join()}`);
      return left.shift() ?? true;
    };
    const { calls, state, start } = house([{ name: 'a' }, { name: 'b', inherit }]);
    state.dead = ['before'];
    const running = await start();
    expect(calls).toEqual(['inherit before']);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(calls.slice(1)).toEqual(['inherit before', 'inherit before', 'forget before']);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(calls).toHaveLength(4);
    await running.stop();
    expect(calls.at(-1)).toBe('stop');
  });

  it('ends in the middle of what is left behind', async () => {
    const slowly = async () => new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 100));
    const { calls, state, start } = house([{ inherit: slowly }]);
    state.dead = ['before'];
    const starting = start();
    await jest.advanceTimersByTimeAsync(100);
    const running = await starting;
    await jest.advanceTimersByTimeAsync(3_000);
    const stopped = running.stop();
    await jest.advanceTimersByTimeAsync(100);
    await stopped;
    expect(calls).toEqual(['stop']);
  });

  it('lets every part have its turn, whatever fails before it', async () => {
    const fails = (what: string) => async () => {
      calls.push(what);
      throw new Error(what);
    };
    const { calls, start } = house([
      { name: 'a', lookAround: fails('look a'), tidy: fails('tidy a') },
      { name: 'b', lookAround: async () => void calls.push('look b'), tidy: async () => void calls.push('tidy b') },
    ]);
    const rounds = await start();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(calls).toEqual(['look a', 'look b', 'tidy a', 'tidy b', 'housekeeping failed']);
    await rounds.stop();
  });

  it.each([
    { isFirst: true, expected: ['look', 'tidy'] },
    { isFirst: false, expected: ['look'] },
  ])('looks after its own each minute and tidies up as one of all: first $isFirst', async ({ isFirst, expected }) => {
    const part: Partial<Keeper> = {
      lookAround: async () => void calls.push('look'),
      tidy: async () => void calls.push('tidy'),
    };
    const { calls, start } = house([part], { isFirst });
    const running = await start();
    await jest.advanceTimersByTimeAsync(59_000);
    expect(calls).toEqual([]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(calls).toEqual(expected);
    await running.stop();
  });

  it('says of a fault that lasts once, and again of the next', async () => {
    const { calls, state, start } = house([]);
    const running = await start();
    state.isAway = true;
    await jest.advanceTimersByTimeAsync(20_000);
    expect(calls).toEqual(['this process cannot say that it lives']);
    state.isAway = false;
    await jest.advanceTimersByTimeAsync(2_000);
    state.isAway = true;
    await jest.advanceTimersByTimeAsync(2_000);
    expect(calls).toHaveLength(2);
    await running.stop();
  });
});

describe('a process that only says that it lives', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('takes nothing over and forgets nobody, tells once that the database is away, and ends in order', async () => {
    const { calls, state, beat } = house([]);
    state.dead = ['gone'];
    const rounds = await beat();
    state.isAway = true;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(calls).toEqual(['this process cannot say that it lives']);
    await rounds.stop();
    expect(calls.slice(1)).toEqual(['stop']);
  });
});
