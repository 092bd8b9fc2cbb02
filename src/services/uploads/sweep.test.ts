import { uploadFiringId } from '../../store/database/derived-ids';
import type { UploadDocument } from '../../store/uploads/uploads';
import { createSweep, type SweepDeps } from './sweep';

const now = new Date('2030-01-01T00:10:00Z');

function swept(rows: readonly Partial<UploadDocument>[], decided: readonly string[] = []) {
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    async (...args: unknown[]) =>
      void calls.push([name, ...args]);
  const deps: SweepDeps = {
    uploads: {
      stale: async (before: Date, limit: number) => {
        calls.push(['stale', before.toISOString(), limit]);
        return rows;
      },
      remove: note('remove'),
      finishBundles: note('finishBundles'),
    } as unknown as SweepDeps['uploads'],
    firings: {
      decided: async () => new Map(decided.map((uploadId) => [uploadFiringId(uploadId), null])),
    } as unknown as SweepDeps['firings'],
    startBatch: note('startBatch'),
    tidy: note('tidy'),
    now: () => now,
    sweepAfterMs: 300_000,
  };
  return { calls, run: () => createSweep(deps)() };
}

describe('the sweep', () => {
  it('starts accepted uploads again, releases the others and ends their bundles', async () => {
    const { calls, run } = swept([
      { _id: 'owed', accepted: true },
      { _id: 'lost', accepted: false },
      { _id: 'b.1', bundle: 'b', accepted: false },
    ]);
    expect(await run()).toEqual({ restarted: 1, released: 2 });
    expect(calls).toEqual([
      ['stale', '2030-01-01T00:05:00.000Z', 500],
      ['startBatch', 'owed-203001010010', ['owed']],
      ['remove', ['lost', 'b.1']],
      ['finishBundles', ['b'], now],
      ['tidy'],
    ]);
  });

  it('does not release what was decided: its run is started again to close it', async () => {
    const { calls, run } = swept([{ _id: 'decided', accepted: false }], ['decided']);
    expect(await run()).toEqual({ restarted: 1, released: 0 });
    expect(calls).toContainEqual(['startBatch', 'decided-203001010010', ['decided']]);
  });

  it('starts at most a hundred in one run', async () => {
    const { calls, run } = swept(Array.from({ length: 250 }, (_, index) => ({ _id: `u${index}`, accepted: true })));
    expect(await run()).toEqual({ restarted: 250, released: 0 });
    const sizes = calls.filter(([name]) => name === 'startBatch').map(([, , ids]) => (ids as string[]).length);
    expect(sizes).toEqual([100, 100, 50]);
  });
});
