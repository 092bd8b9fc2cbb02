/** Schedules of alerts over a change of the clocks, as Temporal itself says when it will start them. */
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { dayMs } from '../expiration/scene';
import { alertScene } from './scene';

const zone = 'Europe/Prague';
/** The first day on which something may run; the clocks change in the third night behind it. */
const spring = { begins: '2027-03-25T12:00:00Z', change: '2027-03-28T01:00:00Z' };
const autumn = { begins: '2027-10-28T12:00:00Z', change: '2027-10-31T01:00:00Z' };

const scene = alertScene({}, spring.begins);

/** What the engine starts by a schedule in this time, oldest first. */
async function matchingTimes(scheduleId: string, from: Date, days: number): Promise<string[]> {
  const { workflowService } = scene.product().foundation.clientConnection;
  const seconds = (at: Date) => ({ seconds: Math.floor(at.getTime() / 1_000) as never, nanos: 0 });
  const { startTime } = await workflowService.listScheduleMatchingTimes({
    ...{ namespace: 'default', scheduleId },
    ...{ startTime: seconds(from), endTime: seconds(new Date(from.getTime() + days * dayMs)) },
  });
  return startTime.map(({ seconds: at }) => new Date(Number(at) * 1_000).toISOString());
}

const local = (at: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(at));

async function daily(cron: string, begins: string) {
  scene.clock.set(new Date(begins));
  const alert = await scene.alert({ schedule: { cron }, timeZone: zone });
  const handle = scene.product().foundation.client.schedule.getHandle(`alert-${alert.uuid}`);
  const times = await matchingTimes(handle.scheduleId, new Date(begins), 6);
  const described = (await handle.describe()).info.nextActionTimes.map((at) => at.toISOString());
  return { alert, times, described };
}

it.each([
  ['spring', spring, ['05:00', '05:00', '04:00', '04:00', '04:00']],
  ['autumn', autumn, ['04:00', '04:00', '05:00', '05:00', '05:00']],
])('H21 a cron schedule in Europe/Prague keeps its local time when clocks change in %s', async (_, { begins }, utc) => {
  const { alert, times, described } = await daily('0 6 * * *', begins);
  expect(times.slice(0, 5).map((at) => at.slice(11, 16))).toEqual(utc);
  expect(times.map(local)).toEqual(times.map(() => '06:00'));
  // What the API promises is what the engine will do, and what it would do by a schedule of its own in this zone.
  expect(alert.nextRuns).toEqual(times.slice(0, 3));
  expect(described.slice(0, 5)).toEqual(times.slice(0, 5));
  const { client, queueName } = scene.product().foundation;
  const own = await client.schedule.create({
    scheduleId: `own-${alert.uuid}`,
    spec: { cronExpressions: ['0 6 * * *'], timezone: zone },
    action: { type: 'startWorkflow', workflowType: 'alertRun', taskQueue: queueName('certloom'), args: [] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP },
    state: { paused: true },
  });
  expect(await matchingTimes(own.scheduleId, new Date(begins), 6)).toEqual(times);
  await own.delete();
});

it('H21 a local time that a change leaves out is made up for, and one that comes twice counts once', async () => {
  const left = await daily('30 2 * * *', spring.begins);
  expect(left.times.slice(0, 4)).toEqual([
    ...['2027-03-26T01:30:00.000Z', '2027-03-27T01:30:00.000Z'],
    // 02:30 is not there: three o'clock follows two o'clock.
    ...[`${spring.change.slice(0, 16)}:00.000Z`, '2027-03-29T00:30:00.000Z'],
  ]);
  expect(left.alert.nextRuns).toEqual(left.times.slice(0, 3));
  const twice = await daily('30 2 * * *', autumn.begins);
  expect(twice.times.slice(0, 4).map((at) => at.slice(0, 16))).toEqual([
    ...['2027-10-29T00:30', '2027-10-30T00:30', '2027-10-31T00:30', '2027-11-01T01:30'],
  ]);
  expect(twice.alert.nextRuns).toEqual(twice.times.slice(0, 3));
});
