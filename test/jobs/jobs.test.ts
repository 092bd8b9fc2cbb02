/** Scheduled jobs over HTTP on the real engines: runs by hand and by schedule, ends of every kind, their event. */
import { nextTimes } from '../../src/domain/jobs/times';
import type { JobStep, JobType, JobWork } from '../../src/services/jobs/job-type';
import { expirationScanJob } from '../../src/services/jobs/expiration-scan';
import { jobScheduleId } from '../../src/temporal/ids';
import { createScene, eventually, property, type Person } from '../acceptance/scene';
import { productOfFile } from '../support/product';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

let aheadMs = 0;
/** How the work of a job goes, by its name. */
const works = new Map<string, (work: JobWork) => Promise<JobStep>>();
const succeeded: JobStep = { status: 'succeeded', message: 'swept', result: { rooms: 3 } };
const sweep: JobType = {
  ...{ code: 'sweep', description: 'Sweeps.', system: null },
  run: (work) => works.get(work.job.name)?.(work) ?? Promise.resolve(succeeded),
};
const product = productOfFile(() => ({
  adjustments: { jobTypes: [sweep], now: () => new Date(Date.now() + aheadMs), tidyEveryMs: 300 },
}));
const scene = createScene(product);
const path = '/scheduled-jobs';
const rows = (collection: string) => product().foundation.db.collection(collection);

let ada: Person;
let count = 0;
const job = async (work?: (work: JobWork) => Promise<JobStep>, change: object = {}): Promise<any> => {
  const name = `job ${(count += 1)}`;
  if (work !== undefined) works.set(name, work);
  return scene.make(path, { name, jobType: 'sweep', cron: '0 3 1 1 *', ...change }, ada.key);
};
const run = async ({ uuid }: { uuid: string }): Promise<any> =>
  (await product().call('post', `${path}/${uuid}/run`).expect(202)).body;
const ended = (executionId: string): Promise<any> =>
  eventually('the end of the execution', async () => {
    const row = await rows('job_executions').findOne({ _id: executionId as never });
    return row !== null && row['status'] !== 'started' && row['isUntold'] === false && row;
  });
const firingsOf = (objectUuid: string): Promise<any[]> => rows('firings').find({ objectUuid }).toArray();
/** Firings once all of them have closed. */
const closed = (objectUuid: string): Promise<any[]> =>
  eventually('the firing', async () => {
    const found = await firingsOf(objectUuid);
    return found.length > 0 && found.every(({ status }) => status !== 'running') && found;
  });

beforeAll(async () => {
  ada = await scene.person(['scheduled-jobs:read', 'scheduled-jobs:write', 'notifications:read', 'discoveries:write']);
  const profile = await scene.profile({ recipientType: 'default', channels: [{ type: 'internal' }] });
  const act = await scene.act([{ type: 'sendNotification', profiles: [profile.uuid] }], {
    event: 'scheduled_job_finished',
    condition: property('SCHEDULED_JOB_CLASS_NAME', 'EQUALS', 'sweep'),
  });
  await product()
    .call('put', '/trigger-sets/scheduled_job_finished')
    .send({ ignore: [], actions: [act.uuid] });
}, 60_000);

describe('a run', () => {
  it('A05 that succeeds fires once, and tells the user of the job', async () => {
    const made = await job();
    const { executionId, workflowId } = await run(made);
    expect(await ended(executionId)).toMatchObject({ status: 'succeeded', message: 'swept', workflowId });
    const [firing, ...more] = await closed(made.uuid);
    expect([firing.event, firing.outcome, more]).toEqual(['scheduled_job_finished', 'performed', []]);
    const { lastExecution, userName } = await scene.read(`${path}/${made.uuid}`);
    expect(lastExecution).toMatchObject({ executionId, trigger: 'manual', status: 'succeeded', result: { rooms: 3 } });
    expect(userName).toBe(ada.username);
    const messages = await eventually('the message', async () => {
      const { body } = await product().call('get', '/notifications', ada.key);
      return body.items.length > 0 && body.items;
    });
    expect(messages[0].message).toContain(made.name);
  });

  it('A05 that fails, or ends by a fault, fires once as failed', async () => {
    const failing = await job(async () => ({ status: 'failed', message: 'no broom', result: null }));
    const again = await job(async ({ job: { name }, executionId }) => {
      const looks = Number(works.get(`${name} ${executionId}`) !== undefined);
      works.set(`${name} ${executionId}`, async () => succeeded);
      return looks === 0 ? { status: 'again', afterMs: 10 } : succeeded;
    });
    const ends = [await ended((await run(failing)).executionId), await ended((await run(again)).executionId)];
    expect(ends).toMatchObject([{ status: 'failed', message: 'no broom' }, { status: 'succeeded' }]);
    const { body } = await product().call('get', `${path}?lastStatus=failed&count=true&limit=1`).expect(200);
    expect(body).toMatchObject({ items: [{ lastExecution: { status: 'failed' } }], total: { relation: 'exact' } });
    const others = await product().call('get', `${path}?lastStatus=succeeded&limit=200`).expect(200);
    const statuses = (others.body.items as { lastExecution: { status: string } }[]).map(
      (one) => one.lastExecution.status,
    );
    expect(new Set(statuses)).toEqual(new Set(['succeeded']));
    expect(others.body.items).not.toContainEqual(expect.objectContaining({ uuid: body.items[0].uuid }));
    expect(await closed(failing.uuid)).toHaveLength(1);
  });

  it('A05 that is ended in the Temporal UI is found out, and does not overlap before', async () => {
    let free: (() => void) | undefined;
    const hanging = await job(() => new Promise((resolve) => (free = () => resolve(succeeded))));
    const { workflowId, executionId } = await run(hanging);
    await eventually('the work', async () => free !== undefined);
    const refused = await product().call('post', `${path}/${hanging.uuid}/run`).expect(409);
    expect(refused.body).toMatchObject({ code: 'job_running', workflowId });
    await product().foundation.client.workflow.getHandle(workflowId).terminate('by hand');
    aheadMs += 60_000;
    expect(await ended(executionId)).toMatchObject({ status: 'failed', message: 'The run was terminated.' });
    expect(await closed(hanging.uuid)).toHaveLength(1);
    free?.();
    works.delete(hanging.name);
    expect(await ended((await run(hanging)).executionId)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a schedule', () => {
  const scheduleOf = (uuid: string) => product().foundation.client.schedule.getHandle(jobScheduleId(uuid));

  it('A05 starts runs by the clock, one at a time', async () => {
    const minutely = await job(undefined, { cron: '* * * * *', enabled: false });
    const now = Date.now();
    // What the minutes before would have done.
    await scheduleOf(minutely.uuid).backfill({ start: new Date(now - 150_000), end: new Date(now - 90_000) });
    await eventually('runs of the schedule', async () => (await firingsOf(minutely.uuid)).length > 0);
    const { items } = await scene.read(`${path}/${minutely.uuid}/executions?status=succeeded&count=true`);
    expect(items[0]).toMatchObject({ trigger: 'schedule', status: 'succeeded' });
    expect(items[0].workflowId).toMatch(new RegExp(`^job:${minutely.uuid}-20`));
  });

  it('is by local time, shows its next three runs, and rests while paused', async () => {
    const nightly = await job(undefined, { cron: '30 2 * * *', timeZone: 'Europe/Prague' });
    const expected = nextTimes('30 2 * * *', 'Europe/Prague', new Date(), 3).map((at) => at.toISOString());
    const { info } = await scheduleOf(nightly.uuid).describe();
    expect(info.nextActionTimes.slice(0, 3).map((at) => at.toISOString())).toEqual(expected);
    expect(nightly.nextRuns).toEqual(expected);
    const paused = await product().call('post', `${path}/${nightly.uuid}/pause`).send({ note: 'a move' }).expect(200);
    const rows = await product()
      .foundation.db.collection('audit')
      .find({ operation: 'scheduled-jobs.pause' })
      .toArray();
    expect(rows.map(({ message }) => message)).toContain('a move');
    expect(paused.body).toMatchObject({ enabled: false, nextRuns: [] });
    expect((await scheduleOf(nightly.uuid).describe()).state.paused).toBe(true);
    const resumed = await product().call('post', `${path}/${nightly.uuid}/resume`).expect(200);
    expect(resumed.body.nextRuns).toEqual(expected);
    await product()
      .call('delete', `${path}/${nightly.uuid}`)
      .set('If-Match', resumed.headers['etag'] as string)
      .expect(204);
    await expect(scheduleOf(nightly.uuid).describe()).rejects.toThrow();
  });

  it('refuses texts on which programs differ', async () => {
    const body = { name: 'odd', jobType: 'sweep', cron: '0 2 13 * 5', timeZone: 'Mars/Olympus' };
    const { body: refused } = await product().call('post', path).send(body).expect(422);
    expect(refused.errors.map(({ pointer }: any) => pointer)).toEqual(['/timeZone', '/cron']);
  });
});

describe('a job of the product', () => {
  it('is recorded without a trigger by the setting alone, and then without a run', async () => {
    const scan = { uuid: expirationScanJob };
    await eventually('the job', async () => (await product().call('get', `${path}/${scan.uuid}`)).status === 200);
    // While a trigger is attached, firings are recorded as those that it did not match.
    await product().call('delete', '/trigger-sets/scheduled_job_finished').set('If-Match', '"1"').expect(204);
    const quiet = await run(scan);
    expect(await ended(quiet.executionId)).toMatchObject({ status: 'succeeded', job: { system: true } });
    expect(await firingsOf(scan.uuid)).toEqual([]);
    await scene.change('/events/scheduled_job_finished/settings', ({ event: _e, revision: _r, ...rest }) => ({
      ...rest,
      recordWithoutTriggers: true,
    }));
    await ended((await run(scan)).executionId);
    const [firing] = await closed(scan.uuid);
    expect(firing).toMatchObject({ outcome: 'unmatched', runId: '' });
    const shown = await scene.read(`${path}/${scan.uuid}`);
    expect(shown).toMatchObject({ name: 'expiration scan', system: true, jobType: 'expirationScan' });
    await product().call('delete', `${path}/${scan.uuid}`).set('If-Match', '"1"').expect(409);
  });
});

it('a job of a discovery is its run, and ends with it', async () => {
  const attributes = { targets: ['127.0.0.1:1'] };
  const discovery = await scene.make('/discoveries', { name: 'by the clock', kind: 'tls_scan', attributes });
  const pushed = await scene.make('/discoveries', { name: 'pushed', kind: 'pushed_content' });
  const refused = await product()
    .call('post', path)
    .send({ name: 'j', jobType: 'discovery', cron: '0 3 1 1 *', parameters: { discovery: pushed.uuid } })
    .expect(422);
  expect(refused.body.errors).toMatchObject([{ pointer: '/parameters/discovery', code: 'pushed_discovery' }]);
  const scan = await job(undefined, { jobType: 'discovery', parameters: { discovery: discovery.name } });
  const { executionId } = await run(scan);
  // The address is not allowed: a gap, and a run all the same.
  expect(await ended(executionId)).toMatchObject({ status: 'succeeded', result: { run: 1, status: 'warning' } });
  const deletion = await product().call('delete', `/discoveries/${discovery.uuid}`).set('If-Match', '*').expect(409);
  expect(deletion.body).toMatchObject({ code: 'in_use', usedBy: [{ kind: 'scheduledJob', name: scan.name }] });
  const { items } = await scene.read(`/discoveries/${discovery.uuid}/runs`);
  expect(items).toMatchObject([{ startedBy: { uuid: ada.uuid } }]);
});

it.each([
  ['replacement detection', { examined: 0, replaced: 0 }],
  ['retention', { firings: 0, deliveries: 0, operations: 0 }],
])('the job "%s" goes through what there is', async (name, result) => {
  const named = { uuid: encodeURIComponent(name) };
  await eventually('the job', async () => (await product().call('get', `${path}/${named.uuid}`)).status === 200);
  const { executionId } = await run(named);
  expect(await ended(executionId)).toMatchObject({ status: 'succeeded', result });
});

it('A05 a run that is under way survives a restart', async () => {
  let mayEnd = false;
  const waiting = await job(async () => (mayEnd ? succeeded : { status: 'again', afterMs: 1_000 }));
  const { executionId } = await run(waiting);
  await product.restart();
  mayEnd = true;
  expect(await ended(executionId)).toMatchObject({ status: 'succeeded' });
  expect(await closed(waiting.uuid)).toHaveLength(1);
});
