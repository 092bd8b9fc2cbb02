import { CancelledFailure } from '@temporalio/common';
import { eventually } from '../acceptance/scene';
import { madeUpRuns } from './made-up';

const runs = madeUpRuns();
const scanId = '20300110T080700Z';
const firingId = 'digests';

describe('the digests of a scan', () => {
  it('wait until its batches have opened their notices', async () => {
    runs.given({
      openedBatches: async () => runs.calls.length - 1,
      assembleDigests: async (state) => ({ state: { ...state, written: 3 }, isDone: true, firingId }),
      deliver: async () => ({ open: 0, waitMs: 0 }),
    });
    const run = await runs.start('expirationDigest', { scanId, batches: 2 });
    expect(await run.result()).toEqual({ written: 3 });
    expect(runs.calls).toEqual([
      ['openedBatches', scanId],
      ['openedBatches', scanId],
      ['openedBatches', scanId],
      ['assembleDigests', { scanId, bucket: 0, written: 0 }],
      // Notices that waited for their digest are noted also when nothing is open any more.
      ['deliver', [firingId], true],
    ]);
  });

  it('are written part by part, each from where the one before stopped', async () => {
    runs.given({
      assembleDigests: async ({ bucket, written }) => ({
        state: { scanId, bucket: bucket + 4, written: written + 10 },
        isDone: bucket === 8,
        firingId,
      }),
      deliver: async () => ({ open: 0, waitMs: 0 }),
    });
    const run = await runs.start('expirationDigest', { scanId, batches: 0 });
    expect(await run.result()).toEqual({ written: 30 });
    expect(runs.calls.map(([name, state]) => [name, state])).toEqual([
      ['assembleDigests', { scanId, bucket: 0, written: 0 }],
      ['assembleDigests', { scanId, bucket: 4, written: 10 }],
      ['assembleDigests', { scanId, bucket: 8, written: 20 }],
      ['deliver', [firingId]],
    ]);
  });

  it('that are cancelled while some are open are no longer sent', async () => {
    runs.given({
      assembleDigests: async (state) => ({ state, isDone: true, firingId }),
      deliver: async () => ({ open: 1, waitMs: 600_000 }),
    });
    const run = await runs.start('expirationDigest', { scanId, batches: 0 });
    await eventually('first attempt', async () => runs.called('deliver').length > 0);
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: expect.any(CancelledFailure) });
    expect(runs.called('cancelEffects')).toEqual([['cancelEffects', [firingId]]]);
  });
});
