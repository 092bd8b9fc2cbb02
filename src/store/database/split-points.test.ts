import { createSplitPoints } from './split-points';

const field = { name: 'at', type: 'date', growing: false } as const;

/** A collection of as many rows as are said at the time; a prefix of `digits` has its share of them. */
function growing() {
  const state = { total: 0, now: 0, reads: 0 };
  const collection = {
    countDocuments: () => Promise.resolve(0),
    find: (filter: { readonly _id: { readonly $gte: string } }) => ({
      toArray: () => {
        state.reads += 1;
        const share = Math.floor(state.total / 16 ** filter._id.$gte.length);
        return Promise.resolve(Array.from({ length: share }, (_, index) => ({ at: new Date(1_000 + index) })));
      },
    }),
  };
  return { state, points: createSplitPoints(collection as never, { clock: () => state.now }) };
}

it('serves an old sample while a new one is taken', async () => {
  const { state, points } = growing();
  state.total = 100_000;
  const before = await points.of(field);
  state.total = 1_000_000;
  state.now = 2 * 60_000;
  expect(await points.of(field)).toEqual(before);
  await new Promise(setImmediate);
  expect((await points.of(field)).length).toBeGreaterThan(before.length);
});

it('waits for a new one when very much may have come in since', async () => {
  const { state, points } = growing();
  expect(await points.of(field)).toEqual([]);
  state.total = 1_000_000;
  state.now = 10 * 60_000;
  const found = await Promise.all([points.of(field), points.of(field)]);
  expect(found[0].length).toBeGreaterThan(200);
  expect(found[1]).toEqual(found[0]);
  const { reads } = state;
  await points.of(field);
  expect(state.reads).toBe(reads);
});
