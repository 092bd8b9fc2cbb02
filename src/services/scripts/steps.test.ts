import { runRequest, runsInMemory, loadedScript } from '../../../test/support/script-runs';
import { stepOf } from './steps';

async function lostRun(change: object, repeatable = true) {
  const world = runsInMemory(loadedScript({ repeatable }));
  const { runId } = await world.prepare.prepare(runRequest());
  world.change(runId, { status: 'worker_lost', ...change });
  return stepOf(world.rows.get(runId)!, world.prepare);
}

it('follows a lost run with another one only where the script may be repeated', async () => {
  expect(await lostRun({})).toMatchObject({ kind: 'ended', summary: { status: 'worker_lost' }, next: {} });
  expect(await lostRun({}, false)).not.toHaveProperty('next');
  expect(await lostRun({ status: 'failed' })).not.toHaveProperty('next');
});

it('gives up a script that has lost five workers, and one that somebody has cancelled', async () => {
  expect(await lostRun({ attempt: 5 })).not.toHaveProperty('next');
  expect(await lostRun({ cancelRequestedAt: new Date() })).not.toHaveProperty('next');
});

it('waits for what has not ended', async () =>
  expect(await lostRun({ status: 'waiting' })).toEqual({ kind: 'waiting' }));
