import { madeUpRuns } from './made-up';

const runs = madeUpRuns();

describe('the sweep of uploads', () => {
  it('says how many it started again and how many it released', async () => {
    runs.given({ sweepUploads: async () => ({ restarted: 2, released: 1 }) });
    const run = await runs.start('uploadSweep');
    expect(await run.result()).toEqual({ restarted: 2, released: 1 });
    expect(runs.calls).toEqual([['sweepUploads']]);
  });

  it('fails after three attempts, since the next minute brings another', async () => {
    runs.given({
      sweepUploads: async () => {
        throw new Error('the database is away');
      },
    });
    const run = await runs.start('uploadSweep');
    await expect(run.result()).rejects.toThrow('Workflow execution failed');
    expect(runs.calls).toHaveLength(3);
  });
});
