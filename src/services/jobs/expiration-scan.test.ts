import { systemActor } from '../../domain/identity/actor';
import { createExpirationScanJob, expirationScanJob } from './expiration-scan';

it('is the schedule of the scan, and its own runs', async () => {
  const calls: string[] = [];
  const type = createExpirationScanJob({
    cron: async () => '9 * * * *',
    schedule: {
      describe: async () => ({ paused: false, nextRuns: [] }),
      pause: async (note) => void calls.push(note),
      resume: async (note) => void calls.push(note),
    },
    start: async (request, { name }) => `scan:${request} for ${name}`,
  });
  expect(type).toMatchObject({ code: 'expirationScan', system: { uuid: expirationScanJob } });
  await type.own?.setEnabled(false);
  await type.own?.setEnabled(true);
  await type.own?.setEnabled(false, 'a move (ada)');
  expect(calls).toEqual(['paused as a job', 'resumed as a job', 'a move (ada)']);
  expect([await type.own?.cron(), await type.own?.run('r', systemActor), await type.own?.describe()]).toEqual([
    '9 * * * *',
    'scan:r for system',
    { paused: false, nextRuns: [] },
  ]);
});
