import { now, runOf } from '../../../test/support/discoveries';
import type { DiscoveryRun } from '../../domain/discoveries/discovery';
import { discoveryWorkflowId } from '../../temporal/ids';
import { createDiscoveryUpkeep } from './upkeep';

const uuid = '6d2f0c0e-5a0b-4c1c-9d52-0c7e3c9b1a01';

function upkeepOf(runs: DiscoveryRun[], isRunning?: boolean) {
  const started: unknown[] = [];
  const removed: string[] = [];
  const upkeep = createDiscoveryUpkeep({
    runs: {
      silentSince: async () => runs,
      endedBefore: async () => runs,
      ofDiscovery: async () => runs.filter(({ id }) => !removed.includes(id)),
      remove: async (id) => void removed.push(id),
    },
    rows: { removeSome: async () => false },
    gaps: { removeOfRun: async () => undefined },
    start: async (state, workflowId) => void started.push([state, workflowId]),
    isRunning: async () => isRunning,
    newId: () => 'id',
    now: () => now,
  });
  return { upkeep, started, removed };
}

const run = runOf({ id: `${uuid}.1`, workflowId: discoveryWorkflowId(uuid, 1) });
const state = { runId: run.id, position: 0 };

describe('upkeep of runs', () => {
  it.each([
    ['leaves one that is at work', true, []],
    ['starts one that the engine does not know', undefined, [[state, run.workflowId]]],
    ['ends one that was ended from outside', false, [[{ ...state, isLost: true }, `${run.workflowId}:lost`]]],
  ])('%s', async (_name, isRunning, expected) => {
    const { upkeep, started } = upkeepOf([run], isRunning);
    await upkeep.lookAround();
    expect(started).toEqual(expected);
  });

  it('forgets old runs, and those of a discovery that is deleted', async () => {
    const old = upkeepOf([run]);
    await old.upkeep.tidy(now);
    expect(old.removed).toEqual([run.id]);
    const all = upkeepOf([run]);
    await all.upkeep.forgetAll(uuid);
    expect(all.removed).toEqual([run.id]);
  });
});
