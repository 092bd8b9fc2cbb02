import { startRounds } from './rounds';

describe('rounds', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('go on after one that fails, never two at a time', async () => {
    const faults: unknown[] = [];
    let [begun, running, most] = [0, 0, 0];
    const rounds = startRounds(
      1_000,
      async () => {
        begun += 1;
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 2_500));
        running -= 1;
        if (begun === 1) throw new Error('first');
      },
      (error) => void faults.push(error),
    );
    await jest.advanceTimersByTimeAsync(8_000);
    expect([begun, most, faults]).toEqual([3, 1, [new Error('first')]]);
    const stopped = rounds.stop();
    await jest.advanceTimersByTimeAsync(10_000);
    await stopped;
    expect([begun, running]).toEqual([3, 0]);
  });
});
