import { madeUpRuns } from './made-up';

const runs = madeUpRuns();
const batch = { batchId: 'b1', scanId: '20300110T080700Z', at: '2030-01-10T08:07:00.000Z', certificates: ['c1', 'c2'] };

describe('a batch of expiring certificates', () => {
  it('notes that its notices are open after its effects have started, and before they are sent', async () => {
    runs.given({
      decideExpiring: async () => ({ firings: 2, skipped: 1, firingsWithEffects: ['f1', 'f2'], outcome: 'performed' }),
      deliver: async () => ({ open: 0, waitMs: 0 }),
    });
    const run = await runs.start('certificateExpiring', batch);
    expect(await run.result()).toEqual({ firings: 2, skipped: 1 });
    expect(runs.calls).toEqual([
      ['decideExpiring', batch],
      ['startEffects', ['f1', 'f2'], 100],
      ['noteBatch', batch.batchId, batch.scanId],
      ['deliver', ['f1', 'f2'], false],
    ]);
  });

  it('without effects is noted all the same, so that the digests of its scan do not wait for it', async () => {
    runs.given({
      decideExpiring: async () => ({ firings: 0, skipped: 2, firingsWithEffects: [], outcome: 'unmatched' }),
    });
    const run = await runs.start('certificateExpiring', batch);
    expect(await run.result()).toEqual({ firings: 0, skipped: 2 });
    expect(runs.calls).toEqual([
      ['decideExpiring', batch],
      ['noteBatch', batch.batchId, batch.scanId],
    ]);
  });

  it('starts its effects again after a fault that passes, and notes itself once', async () => {
    runs.given({
      decideExpiring: async () => ({ firings: 1, skipped: 0, firingsWithEffects: ['f1'], outcome: 'performed' }),
      startEffects: async () => {
        if (runs.called('startEffects').length === 1) throw new Error('the database is away');
        return undefined;
      },
      deliver: async () => ({ open: 0, waitMs: 0 }),
    });
    const run = await runs.start('certificateExpiring', batch);
    await run.result();
    expect(runs.calls.map(([name]) => name)).toEqual([
      'decideExpiring',
      'startEffects',
      'startEffects',
      'noteBatch',
      'deliver',
    ]);
  });
});
