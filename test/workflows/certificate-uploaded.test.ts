import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { uploadVerdicts } from '../../src/temporal/messages/uploads';
import { eventually } from '../acceptance/scene';
import { gate, madeUpRuns } from './made-up';

const runs = madeUpRuns();
const batch = { batchId: 'b1', uploadIds: ['u1', 'u2', 'u3'] };
const decided = {
  verdicts: ['stored', 'ignored', 'duplicate'] as const,
  firingsWithEffects: ['f1'],
  outcome: 'mixed',
};

describe('a batch of uploads', () => {
  it('answers the verdicts before its effects begin, and ends after them', async () => {
    const effects = gate();
    runs.given({
      decideUploads: async () => decided,
      startEffects: () => effects.opened.then(() => undefined),
      deliver: async () => ({ open: 0, waitMs: 0 }),
    });
    const run = await runs.start('certificateUploaded', batch);
    expect(await run.executeUpdate(uploadVerdicts)).toEqual(decided.verdicts);
    expect(runs.called('deliver')).toEqual([]);
    effects.open();
    expect(await run.result()).toEqual({ firings: 2, stored: 1, ignored: 1, duplicate: 1, failed: 0 });
    expect(runs.calls).toEqual([
      ['decideUploads', batch],
      ['startEffects', ['f1'], 100],
      ['deliver', ['f1'], false],
    ]);
  });

  it('answers an asker who comes before the decision', async () => {
    const decision = gate();
    runs.given({ decideUploads: () => decision.opened.then(() => ({ ...decided, firingsWithEffects: [] })) });
    const { run, answer } = runs.startAsking('certificateUploaded', uploadVerdicts, batch);
    await eventually('start of the decision', async () => runs.calls.length > 0);
    decision.open();
    expect(await answer).toEqual(decided.verdicts);
    await run.result();
    expect(runs.calls).toEqual([['decideUploads', batch]]);
  });

  it('decides again after a fault that passes', async () => {
    runs.given({
      decideUploads: async () => {
        if (runs.calls.length < 3) throw new Error('the database is away');
        return { ...decided, firingsWithEffects: [] };
      },
    });
    const run = await runs.start('certificateUploaded', batch);
    expect(await run.result()).toMatchObject({ stored: 1, failed: 0 });
    expect(runs.called('decideUploads')).toHaveLength(3);
    expect(runs.called('failUploads')).toEqual([]);
  });

  it('gives up on what cannot be decided at all, with a verdict that says so', async () => {
    runs.given({
      decideUploads: async () => {
        throw ApplicationFailure.nonRetryable('no');
      },
      failUploads: async () => ({ verdicts: ['failed', 'failed', 'failed'], firingsWithEffects: [], outcome: 'error' }),
    });
    const { run, answer } = runs.startAsking('certificateUploaded', uploadVerdicts, batch);
    expect(await answer).toEqual(['failed', 'failed', 'failed']);
    expect(await run.result()).toEqual({ firings: 3, stored: 0, ignored: 0, duplicate: 0, failed: 3 });
    expect(runs.called('failUploads')).toEqual([['failUploads', batch]]);
  });

  it('is decided and answered although it was cancelled; nothing is sent', async () => {
    const decision = gate();
    runs.given({ decideUploads: () => decision.opened.then(() => decided) });
    const { run, answer } = runs.startAsking('certificateUploaded', uploadVerdicts, batch);
    await eventually('start of the decision', async () => runs.calls.length > 0);
    await run.cancel();
    decision.open();
    expect(await answer).toEqual(decided.verdicts);
    await expect(run.result()).rejects.toMatchObject({ cause: expect.any(CancelledFailure) });
    expect(runs.called('decideUploads')).toHaveLength(1);
    expect(runs.called('deliver')).toEqual([]);
    expect(runs.called('cancelEffects')).toEqual([['cancelEffects', ['f1']]]);
  });

  it('that is cancelled between attempts of a delivery sends no more and says so in its records', async () => {
    runs.given({ decideUploads: async () => decided, deliver: async () => ({ open: 1, waitMs: 600_000 }) });
    const run = await runs.start('certificateUploaded', batch);
    await eventually('first attempt', async () => runs.called('deliver').length > 0);
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: expect.any(CancelledFailure) });
    expect(runs.called('deliver')).toHaveLength(1);
    expect(runs.called('cancelEffects')).toEqual([['cancelEffects', ['f1']]]);
  });
});
