import { by, discoveriesInMemory, discoveryOf, now, runOf } from '../../../test/support/discoveries';
import type { Discovery, DiscoveryRun } from '../../domain/discoveries/discovery';
import { CertloomError } from '../../domain/problem';
import { createDiscoveryPush } from './push';

const cause = { executionId: 'e-1', by };
const piece = { found: [{ der: Buffer.from('x'), place: {} }], gaps: [] };

function pushOf(
  discovery: Partial<Discovery> = {},
  runs: readonly DiscoveryRun[] = [],
  change: { pending?: number; races?: number } = {},
) {
  const { pending = 0 } = change;
  let races = change.races ?? 0;
  const { memory, discoveries, runStore } = discoveriesInMemory(discoveryOf(discovery), runs);
  const push = createDiscoveryPush({
    discoveries,
    runs: runStore,
    rows: { pending: async () => pending },
    start: {
      async startRun() {
        const run = runOf();
        memory.runs.set(run.id, run);
        memory.discovery = { ...memory.discovery, openRun: { number: 1, ...cause }, lastRun: 1 };
        if ((races -= 1) >= 0) throw new CertloomError('invalid_state', 'another run is under way');
        return run;
      },
      async complete(id) {
        memory.runs.set(id, { ...memory.runs.get(id)!, isComplete: true });
        return memory.runs.get(id)!;
      },
    },
    takeIn: async () => ({ fresh: 1, repeated: 0, gaps: 0 }),
    now: () => now,
  });
  return { memory, push };
}

describe('pushed content', () => {
  it('opens a run, and ends it behind the last content', async () => {
    const { push, memory } = pushOf();
    expect(await push('d-1', cause, piece, false)).toMatchObject({ received: 1, fresh: 1, run: { isComplete: false } });
    expect(await push('d-1', cause, piece, true)).toMatchObject({ run: { isComplete: true } });
    expect(memory.runs.get('d-1.1')!.done).toBe(2);
    await expect(push('d-1', cause, piece, true)).rejects.toMatchObject({ code: 'invalid_state' });
  });

  it('goes to the run that somebody else has opened at the same time', async () => {
    const { push } = pushOf({}, [], { races: 1 });
    expect(await push('d-1', cause, piece, false)).toMatchObject({ run: { number: 1 } });
  });

  it('is refused where it is not wanted, and while too much waits', async () => {
    await expect(pushOf({ kind: 'folder' }).push('d-1', cause, piece, true)).rejects.toMatchObject({
      code: 'invalid_state',
    });
    await expect(pushOf({}, [], { pending: 30_000 }).push('d-1', cause, piece, true)).rejects.toMatchObject({
      code: 'overloaded',
    });
  });
});
