import { randomUUID } from 'node:crypto';
import { CancelledFailure } from '@temporalio/common';
import { eventually } from '../acceptance/scene';
import { issuerFollowed } from '../../src/temporal/messages/expiration';
import { madeUpRuns } from './made-up';

const runs = madeUpRuns();
const scanId = '20300110T080700Z';
const firingId = 'digests';
const issuer = randomUUID();

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

  it('of a CA wait until nothing that follows from it is to be checked or told', async () => {
    runs.given({
      isFollowed: async () => runs.calls.length < 3,
      assembleDigests: async (state) => ({ state: { ...state, written: 1 }, isDone: true, firingId }),
      deliver: async () => ({ open: 0, waitMs: 0 }),
    });
    const run = await runs.start('issuerDigest', { issuer });
    expect(await run.result()).toBe(1);
    await eventually('the deliveries', async () => runs.called('deliver').length > 0);
    const scan = expect.stringMatching(new RegExp(`^${issuer}\\.1\\.\\d{8}T\\d{6,9}Z$`));
    expect(runs.calls).toEqual([
      ['isFollowed', issuer],
      ['isFollowed', issuer],
      ['isFollowed', issuer],
      ['assembleDigests', { scanId: scan, issuer, bucket: 0, written: 0 }],
      ['deliver', [firingId], true],
    ]);
  });

  it('of a CA wait again when more follows from it while they are begun', async () => {
    let signalled: Promise<void> | undefined;
    runs.given({
      isFollowed: async () => {
        // What comes after the last look is not lost.
        signalled ??= run.signal(issuerFollowed);
        await signalled;
        return false;
      },
      assembleDigests: async (state) => ({ state, isDone: true, firingId }),
      deliver: async () => ({ open: 0, waitMs: 0 }),
    });
    const run = await runs.start('issuerDigest', { issuer });
    expect(await run.result()).toBe(2);
    expect(runs.called('isFollowed')).toHaveLength(2);
    // To their last call: one that is still under way would be taken for a call of the next test.
    await eventually('both digests', async () => runs.called('deliver').length === 2);
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
