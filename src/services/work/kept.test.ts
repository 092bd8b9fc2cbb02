import { createKept } from './kept';

function world(worth = 4, tookMs = 1_000) {
  let clock = 0;
  let made = 0;
  const read = createKept(
    async () => {
      made += 1;
      clock += tookMs;
      if (made === 2) throw new Error('away');
      return made;
    },
    worth,
    () => clock,
  );
  return { read, pass: (ms: number) => (clock += ms) };
}

describe('a costly result', () => {
  it('is shared by those who ask at the same time, and kept as long as it is worth', async () => {
    const { read, pass } = world();
    expect(await Promise.all([read(0), read(0)])).toEqual([1, 1]);
    pass(4_000);
    expect(await read(0)).toBe(1);
    pass(1);
    expect(await read(10_000)).toBe(1);
  });

  it('is made again after a fault, which those who waited see', async () => {
    const { read, pass } = world();
    await read(0);
    pass(4_001);
    await expect(Promise.all([read(0), read(0)])).rejects.toThrow('away');
    expect(await read(0)).toBe(3);
  });
});
