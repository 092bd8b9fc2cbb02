import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { noCounts } from '../../src/domain/expiration/scan-counts';
import type { ScanState } from '../../src/temporal/messages/expiration';
import { eventually } from '../acceptance/scene';
import { gate, madeUpRuns } from './made-up';

const runs = madeUpRuns();
const first: ScanState = {
  scanId: '20300110T080700Z',
  at: '2030-01-10T08:07:00.000Z',
  cursor: null,
  counts: noCounts,
};

/** One more certificate examined. */
const onward = (state: ScanState): ScanState => ({
  ...state,
  counts: { ...state.counts, examined: state.counts.examined + 1 },
});

describe('the scan', () => {
  it('begins at the time of its run, goes stretch by stretch and ends with what it counted', async () => {
    runs.given({
      beginScan: async () => first,
      scanStretch: async (state) => ({ state: onward(state), isDone: state.counts.examined === 2 }),
    });
    const run = await runs.start('expirationScan');
    expect(await run.result()).toEqual({ ...noCounts, examined: 3 });
    const { startTime } = await run.describe();
    const [begin, ...rest] = runs.calls;
    expect(begin).toEqual(['beginScan', startTime.toISOString()]);
    expect(rest).toEqual([
      ['scanStretch', first],
      ['scanStretch', onward(first)],
      ['scanStretch', onward(onward(first))],
      ['endScan', onward(onward(onward(first)))],
    ]);
  });

  it('goes on in a new run after fifty stretches, without beginning again or failing', async () => {
    runs.given({
      beginScan: async () => first,
      scanStretch: async (state) => ({ state: onward(state), isDone: state.counts.examined === 59 }),
    });
    const run = await runs.start('expirationScan');
    expect(await run.result()).toEqual({ ...noCounts, examined: 60 });
    expect((await run.describe()).runId).not.toBe(run.firstExecutionRunId);
    for (const [name, times] of [
      ['beginScan', 1],
      ['scanStretch', 60],
      ['endScan', 1],
      ['failScan', 0],
    ] as const) {
      expect({ name, times: runs.called(name).length }).toEqual({ name, times });
    }
  });

  it('that fails for good is closed as failed', async () => {
    runs.given({
      beginScan: async () => first,
      scanStretch: async () => {
        throw ApplicationFailure.nonRetryable('no');
      },
    });
    const run = await runs.start('expirationScan');
    await expect(run.result()).rejects.toThrow('Workflow execution failed');
    expect(runs.called('endScan')).toEqual([]);
    expect(runs.called('failScan')).toEqual([
      ['failScan', first.scanId, expect.stringContaining('a step failed for good')],
    ]);
  });

  it('that is cancelled is closed as cancelled', async () => {
    const stretch = gate();
    runs.given({
      beginScan: async () => first,
      scanStretch: (state) => stretch.opened.then(() => ({ state, isDone: false })),
    });
    const run = await runs.start('expirationScan');
    await eventually('start of a stretch', async () => runs.called('scanStretch').length > 0);
    await run.cancel();
    stretch.open();
    await expect(run.result()).rejects.toMatchObject({ cause: expect.any(CancelledFailure) });
    expect(runs.called('failScan')).toEqual([['failScan', first.scanId, 'cancelled']]);
    expect(runs.called('endScan')).toEqual([]);
  });
});
