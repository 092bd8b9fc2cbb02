import { createSlots } from './slots';

const tick = () => new Promise((resolve) => setImmediate(resolve));

it('has no more at work than there are slots, and takes them in their order', async () => {
  const { inSlot } = createSlots(2);
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  const all = Promise.all(
    [0, 1, 2, 3].map((index) =>
      inSlot(() => {
        begun.push(index);
        return new Promise<number>((resolve) => ends.set(index, () => resolve(index)));
      }),
    ),
  );
  await tick();
  expect(begun).toEqual([0, 1]);
  ends.get(1)!();
  await tick();
  expect(begun).toEqual([0, 1, 2]);
  for (const index of [0, 2]) ends.get(index)!();
  await tick();
  ends.get(3)!();
  expect(await all).toEqual([0, 1, 2, 3]);
});

it('gives a slot back when the work has failed', async () => {
  const { inSlot } = createSlots(1);
  await expect(inSlot(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await inSlot(async () => 'yes')).toBe('yes');
});
