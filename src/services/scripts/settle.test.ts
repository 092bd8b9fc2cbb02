import { at, loadedScript, runRequest, runsInMemory } from '../../../test/support/script-runs';
import { createSettleRuns } from './settle';

async function world(hasWorker = false, now = at, repeatable = false) {
  const memory = runsInMemory(loadedScript({ repeatable }));
  const { runId } = await memory.prepare.prepare(runRequest());
  const settling = createSettleRuns({
    ...{ runs: memory.runs, prepareNext: memory.prepare.prepareNext, now: () => now },
    hasWorker: async () => hasWorker,
  });
  const taken = () =>
    memory.runs.take(runId, { processId: 'p1', workerIdentity: 'w', host: 'h', osUser: 'u' }, at).then(() => undefined);
  return { ...memory, ...settling, runId, taken, row: () => memory.rows.get(runId)! };
}

it('ends a run that no worker can take, and lets it wait where there are some', async () => {
  const alone = await world();
  expect(await alone.settle(alone.runId, 'not_started')).toMatchObject({ summary: { status: 'no_worker' } });
  expect(alone.row().error?.message).toContain('scripts-service');
  const busy = await world(true);
  expect(await busy.settle(busy.runId, 'not_started')).toEqual({ kind: 'waiting' });
});

it('takes a run for lost that its worker had, and has its host looked through', async () => {
  const lost = await world();
  await lost.taken();
  expect(await lost.settle(lost.runId, 'lost')).toMatchObject({ summary: { status: 'worker_lost' } });
  expect([...lost.unswept]).toEqual([lost.runId]);
});

it('believes an end that is stored, whatever the workflow heard', async () => {
  const ended = await world();
  await ended.taken();
  ended.change(ended.runId, { status: 'succeeded' });
  expect(await ended.settle(ended.runId, 'lost')).toMatchObject({ summary: { status: 'succeeded' } });
});

it('asks again for what no worker has begun with, for a day', async () => {
  const early = await world();
  expect(await early.settle(early.runId, 'lost')).toEqual({ kind: 'waiting' });
  const late = await world(false, new Date(at.getTime() + 86_400_001));
  expect(await late.settle(late.runId, 'lost')).toMatchObject({ summary: { status: 'failed' } });
});

it('ends a cancelled run that waits, and tells the worker of one that runs', async () => {
  const waiting = await world();
  expect(await waiting.settle(waiting.runId, 'cancelled')).toMatchObject({ summary: { status: 'cancelled' } });
  const running = await world();
  await running.taken();
  await running.cancel(running.row());
  expect(running.row()).toMatchObject({ status: 'running', cancelRequestedAt: at });
  await expect(waiting.cancel(waiting.row())).rejects.toMatchObject({ code: 'invalid_state' });
});

it('takes over runs of processes that have ended, and no others', async () => {
  const held = await world();
  await held.taken();
  expect(await held.inherit(['p2'])).toBe(true);
  expect(held.row().status).toBe('running');
  expect(await held.inherit(['p1', 'p2'])).toBe(true);
  expect(held.row().status).toBe('worker_lost');
});

it('says what follows a lost run that may be repeated', async () => {
  const again = await world(true, at, true);
  await again.taken();
  expect(await again.settle(again.runId, 'lost')).toHaveProperty('next.runId');
});
