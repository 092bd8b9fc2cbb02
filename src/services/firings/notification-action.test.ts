import { actionOf, start, workOf } from '../../../test/support/builders';
import { defaultRetry } from '../../domain/actions/action';
import { createNotificationAction } from './notification-action';

const plan = { kind: 'notification' as const, profiles: ['p1'], onError: 'continue' as const, retry: defaultRetry };

/** An action whose deliveries cannot be opened `faults` times. */
function world(faults: number) {
  const waits: number[] = [];
  const warnings: unknown[] = [];
  let calls = 0;
  const open = createNotificationAction({
    notices: {
      openDeliveries: async () => {
        calls += 1;
        if (calls <= faults) throw new Error('connection to mongodb://secret lost');
        return { ids: ['d'], outcome: 'pending' };
      },
    },
    logger: { warn: (fields: unknown) => void warnings.push(fields) },
    now: () => start,
    wait: async (ms) => void waits.push(ms),
  });
  const firing = { _id: 'f1', event: 'certificate_uploaded' };
  return { waits, warnings, open: (work = workOf()) => open(firing, 't1', actionOf('a1'), plan, work) };
}

describe('a notification that cannot be prepared', () => {
  it('E05 is tried again when the fault passes; all attempts are recorded', async () => {
    const { open, waits, warnings } = world(2);
    const work = workOf();
    const action = await open(work);
    expect(action).toMatchObject({ outcome: 'pending', errorCode: null, changed: true });
    expect(action.attempts.map(({ error }) => error)).toEqual(['Error', 'Error', null]);
    expect(waits).toEqual([1_000, 2_000]);
    expect(work.beats).toHaveLength(2);
    expect(warnings[0]).toMatchObject({ firingId: 'f1', action: 'a1' });
  });

  it('fails when the attempts are used up, and tells nothing of the fault itself', async () => {
    const { open, waits } = world(9);
    const action = await open();
    expect(action).toMatchObject({ outcome: 'failed', errorCode: 'retries_exhausted' });
    expect(action.attempts).toHaveLength(5);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(JSON.stringify(action)).not.toContain('mongodb://');
  });

  it('is left as it is when the work was called off', async () => {
    const { open, waits } = world(9);
    await expect(open(workOf({ signal: AbortSignal.abort() }))).rejects.toThrow('mongodb');
    expect(waits).toEqual([]);
  });
});
