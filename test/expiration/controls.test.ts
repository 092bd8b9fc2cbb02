import { eventually } from '../acceptance/scene';
import { startTestProduct, type TestProduct } from '../support/product';
import { createClock, createExpirationScene, dayMs, hourMs } from './scene';

let product: TestProduct;
const clock = createClock('2030-01-10T08:20:00Z');
const scene = createExpirationScene(() => product, clock);

beforeAll(async () => {
  product = await startTestProduct({ adjustments: { now: clock.now } });
});
afterAll(async () => {
  const { client, queueName } = product.foundation;
  await client.schedule
    .getHandle(`expiration-scan-${queueName('certloom')}`)
    .delete()
    .catch(() => undefined);
  await product.close();
});

const overview = () => scene.read('/expiration-scan');
const post = (path: string, body: object = {}, key?: string) => product.call('post', path, key).send(body);

describe('the schedule of the scan', () => {
  it('is made again when it is gone, runs on demand, and shows the run', async () => {
    expect(await overview()).toMatchObject({ schedule: null, latest: null, latestGood: null, ageSeconds: null });
    await scene.stored(clock.in(9 * dayMs));
    const asked = await post('/expiration-scan/run').expect(202);
    expect(asked.body).toEqual({ requestedAt: clock.now().toISOString(), alreadyRunning: false });
    const shown = await eventually('a good scan', async () => {
      const found = await overview();
      return found.latestGood !== null && found.schedule?.lastRun !== null && found;
    });
    expect(shown).toMatchObject({
      schedule: { cron: '7 * * * *', paused: false, running: expect.any(Array) },
      latestGood: {
        ...{ status: 'finished', counts: { examined: 1, due: 1 }, durationMs: 0 },
        askedBy: { uuid: expect.any(String), name: 'admin' },
      },
      ageSeconds: 0,
      alarms: [],
    });
    expect(shown.schedule.nextRuns.length).toBeGreaterThan(0);
    expect(shown.schedule.lastRun.workflowId).toBe(shown.latestGood.workflowId);
    clock.advance(hourMs);
    expect((await overview()).ageSeconds).toBe(3600);
  });

  it('is paused and resumed with a note that names the person', async () => {
    const operator = await scene.person(['expiring:read', 'expiring:write']);
    await post('/expiration-scan/pause', { note: 'maintenance' }, operator.key).expect(204);
    expect((await overview()).schedule).toMatchObject({
      paused: true,
      note: `maintenance (${operator.username})`,
      nextRuns: [],
    });
    await post('/expiration-scan/resume', {}, operator.key).expect(204);
    expect((await overview()).schedule).toMatchObject({ paused: false, note: `resumed (${operator.username})` });
    const audited = await scene.read('/audit-log?operation=expiring.pause-scan&limit=10');
    expect(audited.items.length).toBeGreaterThanOrEqual(1);
  });

  it('follows the settings; pause and note stay', async () => {
    await post('/expiration-scan/pause', { note: 'stay' }).expect(204);
    await scene.settings((current) => ({ ...current, expirationScan: { cron: '*/20 5 * * *' } }));
    expect((await overview()).schedule).toMatchObject({ cron: '*/20 5 * * *', paused: true });
    await post('/expiration-scan/resume', { note: 'go' }).expect(204);
    const { nextRuns } = (await overview()).schedule;
    expect(nextRuns.every((run: string) => new Date(run).getUTCHours() === 5)).toBe(true);
    await scene.settings((current) => ({ ...current, expirationScan: { cron: '7 * * * *' } }));
  });

  it.each([
    ['no note', '/expiration-scan/pause', {}, 422],
    ['a note of two lines', '/expiration-scan/pause', { note: 'a\nb' }, 422],
    ['a long note', '/expiration-scan/pause', { note: 'x'.repeat(201) }, 422],
    ['an unknown member', '/expiration-scan/resume', { now: true }, 422],
  ])('refuses %s', async (_name, path, body, status) => {
    expect((await post(path, body)).status).toBe(status);
  });

  it('asks for permissions', async () => {
    const reader = await scene.person(['expiring:read']);
    const stranger = await scene.person(['certificates:read']);
    await product.call('get', '/expiration-scan', stranger.key).expect(403);
    await product.call('get', '/expiration-scan', reader.key).expect(200);
    for (const path of ['run', 'pause', 'resume']) {
      await post(`/expiration-scan/${path}`, { note: 'x' }, reader.key).expect(403);
    }
  });
});

describe('scans as they ran', () => {
  it('are listed, newest first, page by page, with a link to the run', async () => {
    for (let count = 0; count < 3; count += 1) {
      clock.advance(hourMs);
      await scene.scan();
    }
    const seen: { scanId: string; startedAt: string; runUrl: string | null }[] = [];
    for (let path: string | null = '/expiration-scan/runs?limit=2'; path !== null;) {
      const { items, nextCursor }: { items: typeof seen; nextCursor: string | null } = await scene.read(path);
      seen.push(...items);
      path = nextCursor === null ? null : `/expiration-scan/runs?limit=2&cursor=${nextCursor}`;
    }
    expect(seen.length).toBeGreaterThanOrEqual(4);
    expect(new Set(seen.map(({ scanId }) => scanId)).size).toBe(seen.length);
    expect(seen.map(({ startedAt }) => startedAt)).toEqual(
      seen
        .map(({ startedAt }) => startedAt)
        .sort()
        .reverse(),
    );
    expect(await scene.read(`/expiration-scan/runs/${seen[0]!.scanId}`)).toEqual(seen[0]);
    await product.call('get', '/expiration-scan/runs/20000101T000000Z').expect(404);
    await product.call('get', '/expiration-scan/runs/nonsense').expect(422);
  });
});
