import { jobOf } from '../../../test/support/job';
import type { RetentionReport } from './retention';
import { createRetentionJob } from './retention-job';

const now = new Date('2030-06-01T00:00:00Z');
const work = { job: jobOf(), executionId: 'e-1', heartbeat: () => undefined };

/** A retention that is broken off where it is told so. */
async function run(at: Date, isOver: () => boolean = () => false): Promise<RetentionReport> {
  expect(at).toBe(now);
  return isOver() ? { firings: 1, deliveries: 0, isDone: false } : { firings: 3, deliveries: 2, isDone: true };
}

const type = createRetentionJob({
  retention: { run },
  operations: { run: async () => 1 },
  scriptRuns: { run: async () => 4 },
  now: () => now,
});

it('V12 is a daily job that says what it has deleted', async () => {
  expect(type.system?.cron).toMatch(/^\d+ \d+ \* \* \*$/);
  const step = await type.run?.({ ...work, signal: new AbortController().signal });
  expect(step).toEqual({
    status: 'succeeded',
    message: null,
    result: { firings: 3, deliveries: 2, operations: 1, scriptRuns: 4 },
  });
});

it('stops when nobody wants it any more', async () => {
  await expect(type.run?.({ ...work, signal: AbortSignal.abort() })).rejects.toThrow();
});
