import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { uploadRow } from '../../../test/support/services';
import type { UploadBatch, UploadVerdict } from '../../temporal/messages/uploads';
import { createRuns } from './gathered-runs';

const pauses: number[] = [];
jest.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void pauses.push(ms) }));
beforeEach(() => pauses.splice(0));

const engineError = (code: number) => Object.assign(new Error('engine'), { code });
const [deadlineExceeded, unavailable] = [engineError(4), engineError(14)];
const ids = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`);
const allStored = async ({ uploadIds }: UploadBatch): Promise<UploadVerdict[]> => uploadIds.map(() => 'stored');

/** Runs over an engine that gives these answers in turn, the last one from then on. */
function runsOver(...answers: readonly (Error | typeof allStored)[]) {
  const batches: UploadBatch[] = [];
  const timeouts: number[] = [];
  const started: string[] = [];
  const warned: unknown[] = [];
  const rows = [
    uploadRow('u0', { status: 'stored' }),
    uploadRow('u1', { status: 'failed', code: 'certificate_duplicate' }),
    uploadRow('u2'),
  ];
  const runs = createRuns({
    runs: {
      async decide(batch, timeoutMs) {
        const answer = answers[Math.min(batches.length, answers.length - 1)]!;
        batches.push(batch);
        timeouts.push(timeoutMs);
        if (answer instanceof Error) throw answer;
        return answer(batch);
      },
      start: async ({ batchId }) => void started.push(batchId),
    },
    uploads: { load: async (wanted) => rows.filter(({ _id }) => wanted.includes(_id)) },
    syncTimeoutMs: async () => 7_000,
    logger: { info: () => undefined, warn: (fields: unknown) => void warned.push(fields), error: () => undefined },
    arriving: () => 0,
    bytesOf: (uploadId) => (uploadId.startsWith('large') ? 190_000 : 1_500),
  });
  return { runs, batches, timeouts, started, warned };
}

describe('runs that somebody waits for', () => {
  it('share one when they arrive together, and each gets its own results', async () => {
    const { runs, batches, timeouts } = runsOver(async ({ uploadIds }) =>
      uploadIds.map((id) => (id === 'b' ? 'ignored' : 'stored')),
    );
    expect(await Promise.all([runs.decide(['a', 'b']), runs.decide(['c'])])).toEqual([
      ['stored', 'ignored'],
      ['stored'],
    ]);
    expect(batches.map(({ uploadIds }) => uploadIds)).toEqual([['a', 'b', 'c']]);
    expect(timeouts).toEqual([7_000]);
  });

  it('have the id of the upload when it is alone, and else one of their own', async () => {
    const { runs, batches } = runsOver(allStored);
    await runs.decide(['alone']);
    await runs.decide(['a', 'b']);
    const [alone, both] = batches.map(({ batchId }) => batchId);
    expect(alone).toBe('alone');
    expect(both).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('take at most a hundred', async () => {
    const { runs, batches } = runsOver(allStored);
    expect(await runs.decide(ids(250))).toHaveLength(250);
    expect(batches.map(({ uploadIds }) => uploadIds.length)).toEqual([100, 100, 50]);
    expect(batches.flatMap(({ uploadIds }) => uploadIds)).toEqual(ids(250));
  });

  it('are smaller where certificates are large', async () => {
    const { runs, batches } = runsOver(allStored);
    const mixed = ['large1', 'large2', 'large3', ...ids(60)];
    expect(await runs.decide(mixed)).toHaveLength(63);
    expect(batches.map(({ uploadIds }) => uploadIds.length)).toEqual([2, 54, 7]);
    expect(batches.flatMap(({ uploadIds }) => uploadIds)).toEqual(mixed);
  });

  it('are made sure of when the answer does not come in time', async () => {
    const { runs, batches, started } = runsOver(deadlineExceeded);
    expect(await runs.decide(['u0', 'u1'])).toEqual(['pending', 'pending']);
    expect(started).toEqual([batches[0]!.batchId]);
  });

  it('are read from the rows when they ended before', async () => {
    const { runs } = runsOver(new WorkflowExecutionAlreadyStartedError('there', 'id', 'type'));
    expect(await runs.decide(['u2', 'u1', 'u0', 'gone'])).toEqual(['pending', 'duplicate', 'stored', 'failed']);
  });

  it('are refused with what the caller is to be told, and logged', async () => {
    const { runs, started, warned } = runsOver(unavailable);
    await expect(runs.decide(['a'])).rejects.toMatchObject({ code: 'engine_unavailable' });
    expect(warned).toEqual([{ err: unavailable, batchId: 'a' }]);
    expect(started).toEqual([]);
  });
});

describe('runs that nobody waits for', () => {
  it('are tried again every five seconds while the engine is away', async () => {
    const { runs, timeouts } = runsOver(unavailable, unavailable, allStored);
    await runs.runUnattended(['a'], () => false);
    expect(timeouts).toEqual([60_000, 60_000, 60_000]);
    expect(pauses).toEqual([5_000, 5_000]);
  });

  it('are left to another process when the process stops', async () => {
    const { runs, batches, warned } = runsOver(unavailable);
    await runs.runUnattended(['a'], () => true);
    expect(batches).toHaveLength(1);
    expect(warned).toContainEqual({ err: expect.objectContaining({ code: 'engine_unavailable' }), uploads: 1 });
  });
});
