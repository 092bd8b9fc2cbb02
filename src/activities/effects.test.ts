import { MockActivityEnvironment } from '@temporalio/testing';
import type { FiringDocument } from '../store/firings/firings';
import { createEffectActivities, type EffectDeps } from './effects';

const trigger = {
  uuid: 't',
  kind: 'action',
  actions: [{ id: 'a', type: 'sendNotification', profiles: ['p'], onError: 'continue', enabled: true }],
};

/** One running firing with one notification to prepare, which fails `faults` times. */
async function prepared(faults: number) {
  const firing = {
    _id: 'f',
    event: 'certificate_uploaded',
    status: 'running',
    snapshotId: 's',
    startedAt: new Date(0),
    triggers: [
      {
        trigger: 't',
        kind: 'action',
        result: 'matched',
        leaves: [],
        actions: [{ id: 'a', type: 'sendNotification', outcome: 'pending', attempts: [] }],
      },
    ],
  };
  let calls = 0;
  const waits: number[] = [];
  let written: Partial<FiringDocument> = {};
  const deps = {
    firings: {
      load: async () => [firing],
      update: async (_id: string, change: Partial<FiringDocument>) => void (written = change),
    },
    notices: { erase: async () => undefined },
    notifications: {
      openDeliveries: async () => {
        calls += 1;
        if (calls <= faults) throw new Error('connection to mongodb://secret lost');
        return { ids: ['d'], outcome: 'pending' };
      },
    },
    deliveries: { openIds: async () => ['d'] },
    loadSets: async () => ({ ignore: [], actions: [{ trigger }] }),
    now: () => new Date(1_000),
    wait: async (ms: number) => void waits.push(ms),
  } as unknown as EffectDeps;
  const { startEffects } = createEffectActivities(deps);
  await new MockActivityEnvironment().run(startEffects, ['f']);
  return { action: written.triggers?.[0]?.actions[0], waits, written };
}

describe('a notification that cannot be prepared', () => {
  it('E05 is tried again when the fault passes; all attempts are recorded', async () => {
    const { action, waits, written } = await prepared(2);
    expect(action).toMatchObject({ outcome: 'pending', errorCode: null, changed: true });
    expect(action?.attempts.map(({ error }) => error)).toEqual(['Error', 'Error', null]);
    expect(waits).toEqual([1_000, 2_000]);
    expect(written).toMatchObject({ status: 'finished', deliveriesOpen: 1 });
  });

  it('fails when the attempts are used up, and tells nothing of the fault itself', async () => {
    const { action, waits, written } = await prepared(9);
    expect(action).toMatchObject({ outcome: 'failed', errorCode: 'retries_exhausted' });
    expect(action?.attempts).toHaveLength(5);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(JSON.stringify(written)).not.toContain('mongodb://');
    expect(written.status).toBe('finished_with_errors');
  });
});
