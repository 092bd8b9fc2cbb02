import { at, runRequest, runsInMemory } from '../../../test/support/script-runs';
import type { ScriptLockHolder } from '../../store/scripts/locks';
import { createScriptLocks } from './lock';

async function world() {
  const memory = runsInMemory();
  const { runId } = await memory.prepare.prepare(runRequest());
  const held = new Map<string, ScriptLockHolder>();
  const gone = new Set<string>();
  let now = at.getTime();
  const locks = createScriptLocks({
    locks: {
      async take(name, holder) {
        const other = held.get(name);
        if (other === undefined) held.set(name, holder);
        return other ?? null;
      },
      async release(name, { runId: run }) {
        if (held.get(name)?.runId === run) held.delete(name);
      },
    },
    ...{ runs: memory.runs, isGone: async (id) => gone.has(id), now: () => new Date(now) },
    wait: async (ms) => void (now += ms),
  });
  return { ...memory, locks, held, gone, runId, later: (ms: number) => (now += ms) };
}
const other = { runId: 'r2', processId: 'p2' };

it('is had by one run at a time, and joined by itself', async () => {
  const { locks, runId } = await world();
  const first = { runId, processId: 'p1' };
  expect(await locks.take('db', first, 0)).toBe(true);
  expect(await locks.take('db', first, 0)).toBe(true);
  expect(await locks.take('db', other, 1_000)).toBe(false);
  expect(await locks.take('mail', other, 0)).toBe(true);
  await locks.release('db', first);
  expect(await locks.take('db', other, 0)).toBe(true);
});

it('is free when the process that has it has ended', async () => {
  const { locks, gone, runId } = await world();
  await locks.take('db', { runId, processId: 'p1' }, 0);
  gone.add('p1');
  expect(await locks.take('db', other, 0)).toBe(true);
});

it('is free some seconds after its run has ended without giving it back', async () => {
  const { locks, change, later, runId } = await world();
  await locks.take('db', { runId, processId: 'p1' }, 0);
  change(runId, { status: 'worker_lost', finishedAt: at });
  expect(await locks.take('db', other, 0)).toBe(false);
  later(10_001);
  expect(await locks.take('db', other, 0)).toBe(true);
});
