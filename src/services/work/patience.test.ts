import { patiently } from './patience';

describe('patience', () => {
  it('has what is there in time, and its faults', async () => {
    expect(await patiently(Promise.resolve(1), 10_000)).toBe(1);
    await expect(patiently(Promise.reject(new Error('away')), 10_000)).rejects.toThrow('away');
  });

  it('goes on without what takes longer', async () => {
    let fail: (error: Error) => void = () => undefined;
    const late = new Promise<number>((_resolve, reject) => (fail = reject));
    expect(await patiently(late, 1)).toBeUndefined();
    fail(new Error('nobody waits for it'));
  });
});
