import { madeUpRuns } from './made-up';

const runs = madeUpRuns();
const given = { bulkId: '00000000-0000-4000-8000-000000000001', listed: 0, behind: null };
const summary = { status: 'finished' as const, changed: 1, deleted: 0, requested: 0, unchanged: 0, failed: 0 };

it('goes from stretch to stretch, in runs that follow each other, and ends with what came of it', async () => {
  let listed = 0;
  runs.given({
    beginBulk: async () => true,
    bulkStretch: async (state) => {
      listed += 1;
      const end = listed === 60 ? { status: 'finished' as const, message: null } : null;
      return { state: { ...state, listed }, end };
    },
    endBulk: async () => summary,
  });
  const run = await runs.start('certificateBulk', given);
  expect(await run.result()).toEqual(summary);
  const stretches = runs.called('bulkStretch');
  expect(stretches.map(([, state]) => (state as typeof given).listed)).toEqual([...Array(60).keys()]);
  expect(runs.called('beginBulk')).toHaveLength(2);
  expect(runs.called('endBulk')).toEqual([['endBulk', given.bulkId, 'finished', null]]);
});

it('does nothing when it was withdrawn', async () => {
  runs.given({ beginBulk: async () => false });
  expect(await (await runs.start('certificateBulk', given)).result()).toBeNull();
  expect(runs.calls).toHaveLength(1);
});

it('records that somebody cancelled its run', async () => {
  let begun: () => void = () => undefined;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const isBegun = new Promise<void>((resolve) => (begun = resolve));
  runs.given({
    beginBulk: async () => true,
    bulkStretch: async (state) => {
      begun();
      await held;
      return { state, end: null };
    },
    endBulk: async () => ({ ...summary, status: 'cancelled' }),
  });
  const run = await runs.start('certificateBulk', given);
  await isBegun;
  await run.cancel();
  await expect(run.result()).rejects.toThrow();
  release();
  expect(runs.called('endBulk')).toEqual([['endBulk', given.bulkId, 'cancelled', null]]);
});
