import { createValidationJob } from './validation-job';

describe('the validation job', () => {
  it('fires what was left open, then checks until nothing is due', async () => {
    const calls: string[] = [];
    const steps = [false, false, true];
    const { run } = createValidationJob({
      walker: () => ({
        async fireLeftOpen() {
          calls.push('left open');
          return 1;
        },
        async stretch({ checked, changed }) {
          calls.push(`from ${checked}`);
          return { walk: { checked: checked + 10, changed: changed + 1 }, isDone: steps.shift()! };
        },
      }),
    });
    const work = { signal: new AbortController().signal, heartbeat: () => undefined };
    expect(await run!(work as never)).toEqual({
      ...{ status: 'succeeded', message: null },
      result: { checked: 30, changed: 3 },
    });
    expect(calls).toEqual(['left open', 'from 0', 'from 10', 'from 20']);
  });
});
