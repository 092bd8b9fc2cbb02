import { discoveriesInMemory, discoveryOf, now, rowOf, runOf } from '../../../test/support/discoveries';
import type { DiscoveryRun } from '../../domain/discoveries/discovery';
import { createDiscoveryRunSteps } from './run';

function stepsOf(change: Partial<DiscoveryRun> = {}) {
  const openRun = { number: 1, executionId: 'e-1', by: { uuid: null, name: 'system' } };
  const {
    memory,
    discoveries,
    runStore,
    rowStore,
    gapStore,
    runOf: find,
  } = discoveriesInMemory(discoveryOf({ lastRun: 1, openRun, status: 'inProgress' }), [runOf(change)]);
  const started: unknown[] = [];
  const finished: string[] = [];
  const steps = createDiscoveryRunSteps({
    runOf: find,
    discoveries,
    runs: runStore,
    rows: rowStore,
    gaps: gapStore,
    sightings: { sweep: async () => undefined },
    startBatch: async ({ batchId }, _size, again) => void started.push([batchId, again]),
    startFinished: async ({ runId }) => void finished.push(runId),
    now: () => now,
  });
  return { memory, steps, started, finished };
}

describe('the steps of a run', () => {
  it('begin an open run only', async () => {
    expect(await stepsOf().steps.begin('d-1.1')).toEqual({ isPushed: true });
    expect(await stepsOf({ endedAt: now }).steps.begin('d-1.1')).toBeNull();
    expect(await stepsOf().steps.begin('nothing')).toBeNull();
  });

  it.each([
    ['complete', { isComplete: true }, true],
    ['cancelled', { cancelRequested: true }, true],
    ['waiting', { seenAt: new Date(now.getTime() - 3_000) }, false],
  ])('know whether content is complete: %s', async (_name, change, isComplete) =>
    expect(await stepsOf(change).steps.content('d-1.1')).toMatchObject({ isComplete, quietMs: isComplete ? 0 : 3_000 }),
  );

  it('settle: what is open is started, again under another id when it does not move', async () => {
    const { memory, steps, started } = stepsOf();
    memory.rows.set('a', rowOf('a'));
    expect(await steps.settle('d-1.1', 0)).toEqual({ open: 1 });
    expect(await steps.settle('d-1.1', 0, false)).toEqual({ open: 1 });
    await steps.settle('d-1.1', 2, false);
    expect(started).toEqual([
      ['b', undefined],
      ['b', 2],
    ]);
    expect(memory.runs.get('d-1.1')!.status).toBe('processing');
    expect(memory.discovery.status).toBe('processing');
    memory.rows.set('a', rowOf('a', { outcome: 'imported' }));
    expect(await steps.settle('d-1.1', 0)).toEqual({ open: 0 });
  });

  it('D02 end it once, tell the discovery and start the firing', async () => {
    const { memory, steps, finished } = stepsOf({ failure: 'No folder.' });
    memory.rows.set('a', rowOf('a', { outcome: 'imported' }));
    expect(await steps.end('d-1.1')).toMatchObject({ status: 'failed', rows: { imported: 1 } });
    expect(memory.discovery).toMatchObject({ status: 'failed', openRun: null, totalCertificateDiscovered: 1 });
    memory.rows.set('c', rowOf('c', { outcome: 'imported' }));
    expect(await steps.end('d-1.1')).toMatchObject({ status: 'failed', rows: { imported: 1 } });
    expect(finished).toEqual(['d-1.1', 'd-1.1']);
  });

  it.each([
    ['cancelled', { cancelRequested: true, failure: null }],
    ['fault', { cancelRequested: false, failure: 'A step failed for good; see the run.' }],
    ['lost', { cancelRequested: false, failure: 'The run was ended from outside before its source was read.' }],
  ] as const)('say why it was broken off: %s', async (why, expected) => {
    const { memory, steps } = stepsOf();
    await steps.breakOff('d-1.1', why);
    expect(memory.runs.get('d-1.1')).toMatchObject(expected);
  });
});
