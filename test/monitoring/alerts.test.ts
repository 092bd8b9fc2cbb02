import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { mongo } from 'mongoose';
import { noCounts } from '../../src/domain/expiration/scan-counts';
import { createScanAlarm } from '../../src/services/expiration/scan-alarm';
import { eventually } from '../acceptance/scene';
import { createClock, createExpirationScene, dayMs, hourMs, tellingProduct } from '../expiration/scene';
import { buildCertificate, createFixtureKey } from '../hostile/certificate-builder';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { productOfFile, startApiAlone } from '../support/product';
import { evaluate, samplesOf, type Scrape } from '../support/promql';

interface Rule {
  readonly alert: string;
  readonly expr: string;
}

const file = join(__dirname, '..', '..', 'docs', 'monitoring', 'alert-rules.yaml');
const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = new Map(groups.flatMap((group) => group.rules.map(({ alert, expr }) => [alert, expr])));

const clock = createClock('2030-01-10T08:20:00Z');
let hook: HttpReceiver;
beforeAll(async () => {
  hook = await startHttpReceiver();
});
const product = productOfFile(() => tellingProduct(clock));
const scene = createExpirationScene(product, clock);
afterAll(() => hook?.close());

/** What the monitoring has seen, the earliest first; each test begins anew. */
let seen: Scrape[] = [];
const proven = new Set<string>();
beforeEach(() => {
  seen = [];
  hook.answer = () => ({ status: 204 });
});

/** Asks for the metrics as the monitoring does; what is refused has no samples. */
async function scrape({ url = product().api.url, key = product().adminKey } = {}): Promise<void> {
  clock.advance(15_000);
  const response = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${key}` } });
  const text = await response.text();
  seen.push({ at: clock.now().getTime(), samples: response.ok ? samplesOf(text) : [] });
}

/** A process of its own shows what there is; one that runs keeps what it read for some time. */
async function scrapeAnew(): Promise<void> {
  await product.restart();
  await scrape();
}

const ofRule = (alert: string) => {
  const expression = rules.get(alert);
  if (expression === undefined) throw new Error(`there is no rule ${alert}`);
  return evaluate(expression, seen);
};

function expectFiring(...alerts: string[]): void {
  for (const alert of alerts) {
    expect({ alert, firing: ofRule(alert).length > 0 }).toEqual({ alert, firing: true });
    proven.add(alert);
  }
}

function expectSilent(...alerts: string[]): void {
  for (const alert of alerts) expect({ alert, elements: ofRule(alert) }).toEqual({ alert, elements: [] });
}

/** Tells a webhook of each upload. */
async function tellsOfUploads(): Promise<void> {
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
  const profile = await scene.profile({
    recipientType: 'none',
    channels: [{ type: 'webhook', url: hook.url, secrets: [secret] }],
  });
  await scene.attach({ actions: [await scene.act([{ type: 'sendNotification', profiles: [profile.uuid] }])] });
}

/** Waits until the firing about a certificate has this status, and nothing of it is on its way. */
const firingWith = (objectUuid: string, status: string) =>
  eventually(`a firing that is ${status}`, () =>
    product().foundation.db.collection('firings').findOne({ objectUuid, status, deliveriesOpen: 0 }),
  );

async function uploaded(): Promise<string> {
  const response = await scene.upload(
    buildCertificate({ notBefore: clock.in(-dayMs), notAfter: clock.in(900 * dayMs), subject: randomUUID() }),
  );
  expect(response.status).toBe(201);
  return response.body.uuid as string;
}

it('an installation in which nothing is wrong is silent', async () => {
  await scene.scan();
  await scrape();
  await scrape();
  expectSilent(...rules.keys());
});

describe('certificates', () => {
  const ends = ['CertloomCertificateExpiresInAWeek', 'CertloomCertificateExpiresInADay', 'CertloomCertificateExpired'];
  const [week, day, expired] = ends as [string, string, string];
  const nobody = 'CertloomCertificatesReachNobody';

  it('that end, and that nobody would be told about, until they are replaced', async () => {
    await scene.watchFor({});
    const key = createFixtureKey('ec');
    const names = { subject: 'alerts.example.org', key };
    await scene.stored(clock.in(5 * dayMs), names);
    await scrapeAnew();
    expectFiring(week, nobody);
    expectSilent(day, expired);

    await scene.watchFor({
      actions: [await scene.tells([await scene.profile({ recipientType: 'none', channels: [{ type: 'eventLog' }] })])],
    });
    clock.advance(4.5 * dayMs);
    await scrapeAnew();
    expectFiring(week, day);
    expectSilent(expired, nobody);

    clock.advance(dayMs);
    await scrapeAnew();
    // Whoever looks at one of them only must not believe that all is well again.
    expectFiring(week, day, expired);

    await scene.stored(clock.in(300 * dayMs), { ...names, notBefore: clock.in(-2 * dayMs) });
    await scrapeAnew();
    expectSilent(week, day, expired, nobody);
  });
});

describe('the scan', () => {
  const old = 'CertloomExpirationScanOld';
  const failed = 'CertloomExpirationScanFailed';
  const paused = 'CertloomExpirationScanPaused';

  it('that has not succeeded for hours', async () => {
    await scene.scan();
    clock.advance(hourMs);
    await scrapeAnew();
    expectSilent(old);
    clock.advance(1.5 * hourMs);
    await scrapeAnew();
    expectFiring(old);
    await scene.scan();
    await scrapeAnew();
    expectSilent(old);
  });

  it('that failed, until the next one is good', async () => {
    const { stores, client, queueName } = product().foundation;
    await scene.scan();
    clock.advance(60_000);
    // Its run is cancelled before a worker takes it up.
    await product().worker.stop();
    const at = clock.now();
    const scanId = randomUUID();
    await stores.expirationScans.begin({ scanId, slot: at, startedAt: at, workflowId: 'w', runId: 'r', askedBy: null });
    const run = await client.workflow.start('expirationScan', {
      workflowId: `scan:${scanId}`,
      taskQueue: queueName('certloom'),
      args: [{ scanId, at: at.toISOString(), cursor: null, counts: noCounts }],
    });
    await run.cancel();
    await product.restart();
    const { expirationScans } = product().foundation.stores;
    await eventually('the end of the scan', async () => (await expirationScans.latestFailed()) !== null);
    await scrape();
    expectFiring(failed);
    clock.advance(60_000);
    await scene.scan();
    await scrapeAnew();
    expectSilent(failed);
  });

  it('whose schedule is paused', async () => {
    const schedule = { paused: true, note: 'for a test', nextRuns: [], lastRun: null, running: [] };
    const { stores } = product().foundation;
    const look = () =>
      createScanAlarm({
        alarms: stores.scanAlarms,
        scans: stores.expirationScans,
        schedule: async () => schedule,
        tellAdministrators: async () => ({ mailed: true }) as never,
        scanUrl: 'https://certloom.example/api/v1/expiration-scan',
        now: clock.now,
        startedAt: clock.now(),
        onFault: (error) => {
          throw error;
        },
      }).look();
    await look();
    await scrapeAnew();
    expectFiring(paused);
  });
});

describe('firings and deliveries', () => {
  const withErrors = 'CertloomFiringsWithErrors';
  const undeliverable = 'CertloomDeliveriesUndeliverable';

  it('that close with errors', async () => {
    const nobody = await scene.profile({
      recipientType: 'user',
      recipients: [(await scene.person([])).uuid],
      channels: [{ type: 'email' }],
    });
    await scene.attach({ actions: [await scene.act([{ type: 'sendNotification', profiles: [nobody.uuid] }])] });
    await scrape();
    await firingWith(await uploaded(), 'finished_with_errors');
    await scrape();
    expectFiring(withErrors);
    expectSilent(undeliverable);
    expect(increase('certloom_firings_total{status="finished_with_errors"}')).toBe(1);
    expect(increase('certloom_firing_changes_total')).toBe(0);
  });

  it('that closed well, and whose delivery failed after all', async () => {
    await tellsOfUploads();
    await scrape();
    hook.answer = () => ({ status: 400 });
    await firingWith(await uploaded(), 'finished_with_errors');
    await scrape();
    expectFiring(withErrors, undeliverable);
    // Counted once, by the status with which it closed.
    expect(increase('certloom_firings_total')).toBe(1);
    expect(increase('certloom_firings_total{status="finished"}')).toBe(1);
    expect(increase('certloom_firing_changes_total{from="finished",to="finished_with_errors"}')).toBe(1);
  });

  it('are well again once what failed is delivered', async () => {
    await tellsOfUploads();
    await scrape();
    let tries = 0;
    hook.answer = () => ({ status: (tries += 1) < 3 ? 503 : 204 });
    const certificate = await uploaded();
    await eventually('its third attempt', async () => {
      // Attempts follow each other by the clock of the test.
      clock.advance(200);
      return tries === 3;
    });
    await firingWith(certificate, 'finished');
    await scrape();
    expectSilent(withErrors, undeliverable);
    expect(tries).toBe(3);
    expect(increase('certloom_firing_changes_total{from="finished"}')).toBe(1);
    expect(increase('certloom_firing_changes_total{to="finished"}')).toBe(1);
  });

  it('that could not be carried out', async () => {
    await scrape();
    await product().worker.stop();
    const { body } = await scene.upload(buildCertificate({ subject: 'lost.example.test' }), { async: true });
    const uploads = product().foundation.db.collection('uploads');
    const lost = { $set: { der: new mongo.Binary(Buffer.from('lost')) }, $unset: { sealedContent: '' } };
    await uploads.updateOne({ _id: body.uploadId }, lost);
    await product.restart();
    await scene.ended(body.uploadId);
    await scrape();
    expectFiring('CertloomFiringsFailed');
  });

  const increase = (selector: string) => evaluate(`sum(increase(${selector}[1h]))`, seen)[0]?.value;
});

describe('processes', () => {
  it('that answer with faults of their own', async () => {
    await scrape();
    await product().foundation.db.collection<{ _id: string }>('triggers').insertOne({ _id: 'broken' });
    expect((await product().call('get', '/triggers')).status).toBe(500);
    await product().foundation.db.collection<{ _id: string }>('triggers').deleteOne({ _id: 'broken' });
    await scrape();
    expectFiring('CertloomRequestsFail');
  });

  it('that keep people waiting', async () => {
    await scene.settings((settings) => ({ ...settings, syncTimeout: 'PT3S' }));
    await scrape();
    await product().worker.stop();
    const { status } = await scene.upload(buildCertificate({ subject: 'slow.example.test' }));
    expect(status).toBe(202);
    await scrape();
    expectFiring('CertloomUploadsSlow');
    await product.restart();
  });

  it('whose event loop is busy', async () => {
    await scrape();
    for (let turn = 0; turn < 10; turn += 1) {
      const until = performance.now() + 300;
      while (performance.now() < until);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await scrape();
    expectFiring('CertloomEventLoopBusy');
  });

  it('that have no worker', async () => {
    const alone = await startApiAlone(product());
    await scrape({ url: alone.url });
    await alone.stop();
    expectFiring('CertloomWorkerDown');
  });

  it('that do not answer, or refuse the key of the monitoring', async () => {
    await scrape();
    expectSilent('CertloomApiDown');
    const { key } = await scene.person(['certificates:read']);
    await scrape({ key });
    expectFiring('CertloomApiDown');
  });
});

it('every rule has a test that makes its condition true', () => {
  expect([...proven].sort()).toEqual([...rules.keys()].sort());
});
