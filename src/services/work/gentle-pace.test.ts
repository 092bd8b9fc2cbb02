import { createGentlePace } from './gentle-pace';

describe('createGentlePace', () => {
  async function restsAfter(workedMs: number): Promise<number[]> {
    let clock = 0;
    const rests: number[] = [];
    const pace = createGentlePace(
      () => clock,
      async (ms) => rests.push(ms),
    );
    clock = workedMs;
    await pace.rest();
    return rests;
  }

  it('does not rest after a short piece of work', async () => expect(await restsAfter(5)).toEqual([]));

  it('rests as long as it worked', async () => expect(await restsAfter(60)).toEqual([60]));

  it('rests longer once it has worked for a second, where it is to', async () => {
    let clock = 0;
    const rests: number[] = [];
    const pace = createGentlePace(
      () => clock,
      async (ms) => rests.push(ms),
      3,
    );
    for (let piece = 0; piece < 3; piece += 1) {
      clock += 400;
      await pace.rest();
    }
    expect(rests).toEqual([400, 400, 1_000]);
  });

  it('rests a second at most', async () => expect(await restsAfter(90_000)).toEqual([1_000]));

  it('lets others have their turn, and counts work from the end of the rest', async () => {
    let clock = 0;
    let turns = 0;
    const pace = createGentlePace(
      () => clock,
      async (ms) => void (clock += ms),
    );
    for (let piece = 0; piece < 3; piece += 1) {
      setImmediate(() => (turns += 1));
      clock += 20;
      await pace.rest();
      expect(turns).toBe(piece + 1);
    }
    expect(clock).toBe(120);
  });
});
