import { createQuietWatch } from './quiet';

function scene() {
  let at = 0;
  const rows = new Map<string, { _id: string; renewedAt: Date; stoppedAt?: Date }>();
  const watch = createQuietWatch({ processes: async () => [...rows.values()], clock: () => at });
  return {
    watch,
    rows,
    beat: (_id: string, ms: number) => rows.set(_id, { _id, renewedAt: new Date(ms) }),
    pass: (ms: number) => void (at += ms),
  };
}

describe('whether the product is at work', () => {
  it('knows of one that was killed after it was silent for a while', async () => {
    const { watch, beat, pass } = scene();
    beat('a', 5);
    expect(await watch.living()).toBe(1);
    pass(11_000);
    expect(await watch.living()).toBe(1);
    pass(1_000);
    expect(await watch.living()).toBe(0);
  });

  it('counts one that shows itself, whatever its clock says', async () => {
    const { watch, beat, pass } = scene();
    for (let moment = 100; moment > 90; moment -= 1) {
      beat('a', moment);
      pass(12_000);
      expect(await watch.living()).toBe(1);
    }
  });

  it('believes one that says that it has ended', async () => {
    const { watch, rows } = scene();
    rows.set('a', { _id: 'a', renewedAt: new Date(5), stoppedAt: new Date(6) });
    expect(await watch.living()).toBe(0);
  });
});
