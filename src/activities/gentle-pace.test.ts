import { createGentlePace } from './gentle-pace';

describe('createGentlePace', () => {
  async function rested(workedMs: number): Promise<number> {
    let clock = 0;
    const pace = createGentlePace(() => clock);
    clock = workedMs;
    const at = performance.now();
    await pace.rest();
    return performance.now() - at;
  }

  it('does not rest after a short piece of work', async () => expect(await rested(5)).toBeLessThan(5));

  it('rests as long as it worked', async () => {
    const ms = await rested(60);
    expect(ms).toBeGreaterThan(50);
    expect(ms).toBeLessThan(1_000);
  });

  it('lets others have their turn', async () => {
    let clock = 0;
    let turns = 0;
    const other = setInterval(() => (turns += 1), 1);
    const pace = createGentlePace(() => clock);
    for (let piece = 0; piece < 3; piece += 1) {
      clock += 20;
      await pace.rest();
    }
    clearInterval(other);
    expect(turns).toBeGreaterThan(3);
  });
});
