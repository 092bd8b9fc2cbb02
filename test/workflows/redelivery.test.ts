import { madeUpRuns } from './made-up';

const runs = madeUpRuns();

describe('a redelivery', () => {
  it('follows the ledger until nothing is open, and looks again when the ledger says', async () => {
    const rounds = [
      { open: 2, waitMs: 300 },
      { open: 1, waitMs: 10 },
      { open: 0, waitMs: 0 },
    ];
    const at: number[] = [];
    runs.given({
      deliver: async () => {
        at.push(Date.now());
        return rounds[at.length - 1]!;
      },
    });
    const run = await runs.start('redelivery', 'f1');
    await run.result();
    // What came of the earlier rounds is noted from the second one on.
    expect(runs.calls).toEqual([
      ['deliver', ['f1'], false],
      ['deliver', ['f1'], true],
      ['deliver', ['f1'], true],
    ]);
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(300);
  });

  it('asks the ledger again when a round fails', async () => {
    runs.given({
      deliver: async () => {
        if (runs.calls.length === 1) throw new Error('the database is away');
        return { open: 0, waitMs: 0 };
      },
    });
    const run = await runs.start('redelivery', 'f1');
    await run.result();
    expect(runs.calls).toEqual([
      ['deliver', ['f1'], false],
      ['deliver', ['f1'], false],
    ]);
  });
});
