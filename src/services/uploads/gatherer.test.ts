import { Gatherer } from './gatherer';

/** Batches start in a turn of their own; the clock stands still meanwhile. */
const turn = () => jest.advanceTimersByTimeAsync(0);

function recording(options: { maxWeight?: number; maxInFlight?: number; maxWaiting?: number } = {}) {
  const batches: number[][] = [];
  const release: (() => void)[] = [];
  const gatherer = new Gatherer<number, number>({
    maxWeight: 3,
    maxInFlight: 1,
    maxWaiting: 100,
    ...options,
    run: async (items) => {
      batches.push([...items]);
      await new Promise<void>((resolve) => release.push(resolve));
      if (items.includes(13)) throw new Error('unlucky');
      return items.map((item) => item * 10);
    },
  });
  return {
    gatherer,
    batches,
    next: async () => {
      release.shift()!();
      await turn();
    },
  };
}

describe('Gatherer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('runs the first at once and gathers what comes meanwhile, in order and up to the bound', async () => {
    const { gatherer, batches, next } = recording();
    const first = gatherer.submit(1);
    await turn();
    const results = Promise.all([first, ...[2, 3, 4, 5].map((item) => gatherer.submit(item))]);
    await turn();
    expect(batches).toEqual([[1]]);
    await next();
    expect(batches).toEqual([[1], [2, 3, 4]]);
    await next();
    await next();
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
    expect(await results).toEqual([10, 20, 30, 40, 50]);
  });

  it('keeps at most maxInFlight batches at work', async () => {
    const { gatherer, batches, next } = recording({ maxInFlight: 2 });
    const early = [gatherer.submit(1)];
    await turn();
    early.push(gatherer.submit(2));
    await turn();
    const results = Promise.all([...early, ...[3, 4].map((item) => gatherer.submit(item))]);
    await turn();
    expect(batches).toEqual([[1], [2]]);
    await next();
    expect(batches).toEqual([[1], [2], [3, 4]]);
    await next();
    await next();
    expect(await results).toEqual([10, 20, 30, 40]);
  });

  it('fails a batch as a whole and goes on with the next', async () => {
    const { gatherer, next } = recording();
    const bad = gatherer.submit(13);
    await turn();
    const good = gatherer.submit(2);
    bad.catch(() => undefined);
    await next();
    await expect(bad).rejects.toThrow('unlucky');
    await next();
    await expect(good).resolves.toBe(20);
  });

  it('sends callers away when too much waits', async () => {
    const { gatherer, next } = recording({ maxWaiting: 2 });
    const first = gatherer.submit(1);
    await turn();
    const served = [first, ...[2, 3].map((item) => gatherer.submit(item))];
    await expect(gatherer.submit(4)).rejects.toMatchObject({ code: 'overloaded' });
    await next();
    await next();
    expect(await Promise.all(served)).toEqual([10, 20, 30]);
  });

  it('goes together what arrives in one turn, and waits for what is on its way', async () => {
    let isComing = true;
    const batches: number[][] = [];
    const gatherer = new Gatherer<number, number>({
      maxWeight: 10,
      maxInFlight: 1,
      maxWaiting: 100,
      hold: () => isComing,
      holdMs: 10_000,
      run: async (items) => {
        batches.push([...items]);
        return items;
      },
    });
    const first = [gatherer.submit(1), gatherer.submit(2)];
    await turn();
    expect(batches).toEqual([]);
    const late = gatherer.submit(3);
    isComing = false;
    await jest.advanceTimersByTimeAsync(1);
    expect(await Promise.all([...first, late])).toEqual([1, 2, 3]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('waits for those just answered to come again, but only when others wait already', async () => {
    const batches: number[][] = [];
    const gatherer = new Gatherer<number, number>({
      maxWeight: 10,
      maxInFlight: 1,
      maxWaiting: 100,
      regroupMs: 40,
      holdMs: 1_000,
      run: async (items) => {
        batches.push([...items]);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return items;
      },
    });
    const first = gatherer.submit(1);
    await turn();
    const second = gatherer.submit(2);
    await jest.advanceTimersByTimeAsync(5);
    await first;
    const third = gatherer.submit(3);
    await jest.advanceTimersByTimeAsync(39);
    expect(batches).toEqual([[1]]);
    await jest.advanceTimersByTimeAsync(10);
    expect(await Promise.all([third, second])).toEqual([3, 2]);
    expect(batches).toEqual([[1], [2, 3]]);

    const fourth = gatherer.submit(4);
    await turn();
    expect(batches).toEqual([[1], [2, 3], [4]]);
    await jest.advanceTimersByTimeAsync(5);
    expect(await fourth).toBe(4);
  });
});
