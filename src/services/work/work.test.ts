import { withHeartbeats } from './work';

describe('withHeartbeats', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it.each([
    { name: 'returns', work: async () => 'done', ends: { status: 'fulfilled', value: 'done' } },
    { name: 'throws', work: () => Promise.reject(new Error('x')), ends: { status: 'rejected' } },
  ])('beats until the work $name', async ({ work, ends }) => {
    let beats = 0;
    const waited = async () => {
      await jest.advanceTimersByTimeAsync(3_500);
      return work();
    };
    const [end] = await Promise.allSettled([withHeartbeats(() => (beats += 1), 1_000, waited)]);
    expect(end).toMatchObject(ends);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(beats).toBe(3);
  });
});
