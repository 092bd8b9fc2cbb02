import { executionOf, jobOf, jobRows } from '../../../test/support/job';
import { systemActor } from '../../domain/identity/actor';
import type { ScheduledJob } from '../../domain/jobs/job';
import type { SchedulePlan } from '../../domain/jobs/plan';
import { createJobControls, type JobRequest } from './controls';
import { executionIdOf } from './executions';
import type { JobType } from './job-type';

const now = new Date('2030-01-01T00:00:00Z');
const types: JobType[] = [
  {
    ...{ code: 'sweep', description: 'Sweeps.', system: null },
    check: async ({ room }) =>
      room === 'attic' ? [{ pointer: '/room', code: 'wrong_value', detail: 'no attic' }] : [],
  },
  { code: 'plain', description: '', system: null },
  { code: 'tidy', description: '', system: { uuid: 'b9', name: 'tidy', cron: '0 3 * * *' } },
];
const scan = (paused: boolean, calls: string[]): JobType => ({
  ...{ code: 'scan', description: '', system: { uuid: 'b1', name: 'scan', cron: '7 * * * *' } },
  own: {
    cron: async () => '9 * * * *',
    run: async (request) => `scan:${request}`,
    setEnabled: async (enabled) => void calls.push(`scan ${enabled}`),
    describe: async () => ({ paused, nextRuns: [now] }),
    cronDetail: 'in the settings',
  },
});
const request: JobRequest = {
  ...{ name: 'nightly', jobType: 'sweep', cron: '30 2 * * *', timeZone: 'UTC', enabled: true, oneTime: false },
  parameters: {},
};

function world(job: ScheduledJob | undefined = jobOf(), { isAway = false, paused = false } = {}) {
  const rows = jobRows(job);
  const calls: string[] = [];
  const ensured: [string, SchedulePlan, boolean, boolean?][] = [];
  const controls = createJobControls({
    jobs: rows.jobs,
    executions: rows.store,
    types: new Map([...types, scan(paused, calls)].map((type) => [type.code, type])),
    schedules: {
      async ensure(...args) {
        if (isAway) throw new Error('away');
        ensured.push(args);
      },
      remove: async (uuid) => void calls.push(`unschedule ${uuid}`),
      describe: async () => (isAway ? Promise.reject(new Error('away')) : { nextRuns: [now, now, now, now] }),
      run: async (uuid, digest) => `job:${uuid}:now:${digest}`,
    },
    logger: { warn: () => void calls.push('warned') },
    newId: () => 'new',
    now: () => now,
  });
  return { ...rows, controls, calls, ensured };
}

type Controls = ReturnType<typeof world>['controls'];
const made = async (controls: Controls, change: Partial<JobRequest> = {}) =>
  controls.create(await controls.checkNew({ ...request, ...change }), 'u-ada');
const update = async (controls: Controls, change: Partial<JobRequest>) =>
  controls.update(await controls.checkChange('j-1', 1, { ...request, ...change }));

describe('create', () => {
  it('keeps the job, then makes its schedule', async () => {
    const { controls, ensured } = world();
    const job = await made(controls, { cron: '30 2 */1 * 1-5', timeZone: 'europe/prague' });
    expect(job).toMatchObject({ uuid: 'new', cron: '30 2 * * 1-5', timeZone: 'Europe/Prague', userUuid: 'u-ada' });
    expect(ensured).toMatchObject([['new', { kind: 'times' }, true, false]]);
  });

  it('stands when the engine is away', async () => {
    const { controls, calls } = world(undefined, { isAway: true });
    expect((await made(controls)).system).toBe(false);
    expect(calls).toEqual(['warned']);
  });

  it.each<[Partial<JobRequest>, string]>([
    [{ cron: '0 2 13 * 5' }, '/cron'],
    [{ cron: 'daily' }, '/cron'],
    [{ cron: undefined }, '/cron'],
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ jobType: 'unknown' }, '/jobType'],
    [{ jobType: 'scan' }, '/jobType'],
    [{ jobType: 'tidy' }, '/jobType'],
    [{ parameters: { room: 'attic' } }, '/parameters/room'],
    [{ jobType: 'plain', parameters: { room: 'hall' } }, '/parameters/room'],
  ])('refuses %j', async (change, pointer) => {
    const refused = made(world().controls, change);
    await expect(refused).rejects.toMatchObject({ code: 'validation_failed', more: { errors: [{ pointer }] } });
  });
});

describe('update', () => {
  it('reschedules', async () => {
    const { controls, ensured } = world();
    await update(controls, { cron: '0 4 * * *', enabled: false });
    expect(ensured).toEqual([['j-1', { kind: 'cron', cron: '0 4 * * *' }, false, false]]);
  });

  it.each<[Partial<JobRequest>, ScheduledJob]>([
    [{ jobType: 'plain' }, jobOf()],
    [{ jobType: 'tidy', name: 'other' }, jobOf({ jobType: 'tidy', name: 'tidy', system: true })],
    [{ jobType: 'scan', cron: '1 * * * *' }, jobOf({ jobType: 'scan', system: true })],
  ])('keeps what cannot change: %j', async (change, before) =>
    expect(update(world(before).controls, change)).rejects.toMatchObject({ code: 'validation_failed' }),
  );

  it('pauses the schedule of a type that keeps its own', async () => {
    const { controls, calls, ensured } = world(jobOf({ jobType: 'scan', system: true }));
    const changed = { jobType: 'scan', cron: undefined, enabled: false };
    expect(await update(controls, changed)).toMatchObject({ enabled: false });
    expect([calls, ensured]).toEqual([['scan false'], []]);
  });
});

describe('pause and resume', () => {
  it('change the job once, and insist on it', async () => {
    const { controls, ensured } = world();
    expect((await controls.setEnabled('j-1', true)).revision).toBe(1);
    expect(await controls.setEnabled('j-1', false)).toMatchObject({ enabled: false, revision: 2 });
    expect(ensured).toMatchObject([
      ['j-1', {}, true, true],
      ['j-1', {}, false, true],
    ]);
  });

  it('reach the schedule of a type that keeps its own', async () => {
    const { controls, calls } = world(jobOf({ jobType: 'scan', system: true }), { paused: true });
    expect(await controls.setEnabled('j-1', true)).toMatchObject({ cron: '9 * * * *', enabled: false });
    expect(calls).toEqual(['scan true']);
  });
});

describe('remove', () => {
  it('takes the schedule first', async () => {
    const { controls, calls, job } = world();
    await controls.remove(jobOf());
    expect([calls, job()]).toEqual([['unschedule j-1'], undefined]);
  });

  it('is not for jobs of the product', () => {
    const { refuseRemoval } = world().controls;
    expect(() => refuseRemoval(jobOf({ system: true }))).toThrow(expect.objectContaining({ code: 'invalid_state' }));
    refuseRemoval(jobOf());
  });
});

describe('run now', () => {
  it('is one run for its key', async () => {
    const { controls } = world();
    const first = await controls.runNow(jobOf(), 'key', systemActor);
    expect(first).toEqual(await controls.runNow(jobOf(), 'key', systemActor));
    expect(first.executionId).toBe(executionIdOf(first.workflowId));
    expect(await controls.runNow(jobOf({ jobType: 'scan' }), 'key', systemActor)).toMatchObject({
      workflowId: expect.stringMatching(/^scan:/),
    });
  });

  it('names the run that is under way', async () => {
    const { controls, jobs, store } = world();
    await store.begin(executionOf({ workflowId: 'job:j-1-2030' }));
    await jobs.take('j-1', 'e-1');
    const extra = { workflowId: 'job:j-1-2030' };
    await expect(controls.runNow(jobOf(), 'key', systemActor)).rejects.toMatchObject({
      code: 'job_running',
      more: { extra },
    });
  });
});

describe('next runs', () => {
  it('are those of the engine, or computed while it is away', async () => {
    expect(await world().controls.nextRuns(jobOf())).toEqual([now, now, now]);
    const away = world(undefined, { isAway: true }).controls;
    expect((await away.nextRuns(jobOf()))[0]).toEqual(new Date('2030-01-01T02:30:00Z'));
    expect(await away.nextRuns(jobOf({ oneTime: true }))).toHaveLength(1);
    expect(await away.nextRuns(jobOf({ enabled: false }))).toEqual([]);
    expect(away.computedRuns(jobOf({ enabled: false }))).toEqual([]);
  });

  it('lists the kinds', () =>
    expect(world().controls.types()).toContainEqual({ jobType: 'sweep', description: 'Sweeps.', system: false }));
});

describe('times of a rule that is only thought of', () => {
  it('are those that a job would have', () => {
    const { nextRuns, timeZone } = world().controls.timesOf('30 2 * * *', 'europe/prague', 5);
    expect(timeZone).toBe('Europe/Prague');
    expect(nextRuns).toHaveLength(5);
    expect(nextRuns[1]!.getTime() - nextRuns[0]!.getTime()).toBe(86_400_000);
  });

  it.each([
    ['61 * * * *', 'UTC', '/query/cron'],
    ['30 2 * * *', 'Nowhere/City', '/query/timeZone'],
  ])('%s in %s is refused at %s', (cron, zone, pointer) => {
    expect(() => world().controls.timesOf(cron, zone, 5)).toThrow(
      expect.objectContaining({ more: { errors: [expect.objectContaining({ pointer })] } }),
    );
  });
});
