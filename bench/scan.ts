import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Connection, mongo } from 'mongoose';
import { buildCertificate } from '../test/hostile/certificate-builder';
import type { ScanCounts } from '../src/domain/expiration/scan-counts';
import { openProduct } from './open-product';
import type { Product } from './product';
import { load, round } from './statistics';

/** Certificates in the inventory, of them inside the window, and of those the ones that cross a step at the scan. */
const total = Number(process.env['BENCH_CERTIFICATES'] ?? 1_000_000);
const inWindow = Math.min(150_000, Math.floor(total * 0.75));
const crossing = Math.min(2_000, Math.floor(inWindow / 10));
/** Each certificate crosses once. */
const mostRounds = 5;
const dayMs = 86_400_000;
const event = 'certificate_expiring';

type Row = Record<string, unknown>;
type Rows = mongo.Collection<Row & { _id: string }>;

/**
 * One hourly scan of a large inventory. The rows are copies of one certificate that went through the product, and the
 * memory of an earlier scan is copied too, so that the scan meets what it meets every hour: most firings are folded.
 */
async function main(): Promise<void> {
  say('starting the product');
  const { product, db, client, close } = await openProduct();
  try {
    const certificates = db.collection('certificates') as unknown as Rows;
    const watches = db.collection('expiration_watches') as unknown as Rows;
    const started = await startOn(product, client, db);
    await sleep(5_000);

    const idle = product.residentMb();
    say('the first scan');
    const first = await timedScan(client, db, watches);
    say('an hour in which nothing happens');
    const quiet = await timedScan(client, db, watches);
    if (quiet.counts.due < inWindow) throw new Error(`the quiet scan knew of ${quiet.counts.due} due certificates`);
    const soon = await nextToCross(certificates, started);
    await cross(certificates, watches, soon);
    const before = product.residentMb();
    let peak = before;
    const sampling = setInterval(() => (peak = Math.max(peak, product.residentMb())), 200);
    say(`an hour in which ${crossing} certificates come closer than 14 days to their end`);
    const noticesBefore = await db.collection('deliveries').countDocuments({ event });
    const startedAt = performance.now();
    const { counts, longestRun, runs, seconds } = await timedScan(client, db, watches);
    say('waiting for the notices');
    const delivered = await allDelivered(db, noticesBefore + crossing);
    const untilTold = round((performance.now() - startedAt) / 1_000);
    clearInterval(sampling);
    const again = await scan(client, db);
    const notices = (await db.collection('deliveries').countDocuments({ event })) - noticesBefore;
    say('the first scan after a change of the trigger set');
    await changeSet(product);
    const changed = await timedScan(client, db, watches);
    const figures = {
      node: process.version,
      certificates: total,
      inWindow,
      crossing,
      firstScanSeconds: first.seconds,
      changedSetScanSeconds: changed.seconds,
      quietScanSeconds: quiet.seconds,
      firedByQuietScan: quiet.counts.fired,
      scanSeconds: seconds,
      secondsUntilAllTold: untilTold,
      counts,
      runs,
      longestRunEvents: longestRun,
      delivered: delivered - noticesBefore,
      noticesAfterSecondScan: notices,
      firedBySecondScan: again.counts.fired,
      residentMbIdle: idle,
      residentMbBefore: before,
      residentMbPeak: peak,
      residentMbGrowth: peak - before,
    };
    console.table(Object.entries(figures).map(([figure, value]) => ({ figure, value: JSON.stringify(value) })));
    console.log(JSON.stringify(figures));
  } finally {
    await close();
  }
}

/** A trigger that writes an event-log entry at 30, 14, 7 days and one day before the end. */
async function watchSteps(product: Product): Promise<void> {
  const made = async (path: string, body: unknown) => {
    const answer = await product.call('POST', `/api/v1${path}`, body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body['uuid'] as string;
  };
  const profile = await made('/notification-profiles', {
    name: 'bench steps',
    recipientType: 'none',
    channels: [{ type: 'eventLog' }],
    escalationSteps: ['P30D', 'P14D', 'P7D', 'P1D'].map((before) => ({ before })),
  });
  const trigger = await made('/triggers', {
    name: 'bench expiring',
    event,
    kind: 'action',
    condition: { source: 'property', field: 'CERTIFICATE_STATE', operator: 'EQUALS', value: 'issued' },
    actions: [{ type: 'sendNotification', profiles: [profile] }],
  });
  const { status } = await product.call('PUT', `/api/v1/trigger-sets/${event}`, { ignore: [], actions: [trigger] });
  if (status >= 300) throw new Error(`the trigger set was refused with ${status}`);
}

/** One real certificate, told once: its rows are the pattern for all others. */
async function firstNotice(product: Product, client: Client, db: Connection): Promise<[Row, Row]> {
  const der = buildCertificate({
    subject: 'pattern.example.org',
    sans: ['pattern.example.org'],
    notBefore: new Date(Date.now() - 300 * dayMs),
    notAfter: new Date(Date.now() + 20 * dayMs),
  });
  const { status } = await product.call('POST', '/api/v1/certificates/upload', der, {
    'content-type': 'application/pkix-cert',
  });
  if (status !== 201) throw new Error(`the upload was answered with ${status}`);
  await scan(client, db);
  await allDelivered(db, 1);
  for (;;) {
    const [certificate, watch] = await Promise.all([
      db.collection('certificates').findOne({}),
      db.collection('expiration_watches').findOne({}),
    ]);
    const streams = Object.values((watch?.['streams'] ?? {}) as Record<string, { claim: unknown; counted: number }>);
    if (certificate !== null && watch !== null && streams.some(({ claim, counted }) => claim === null && counted > 0)) {
      return [certificate, watch];
    }
    await sleep(100);
  }
}

/** Those that are to cross a step are known by their serial numbers. */
async function fill(certificates: Rows, watches: Rows, pattern: Row, watch: Row): Promise<void> {
  const now = Date.now();
  const chunk = 1_000;
  await load(Math.ceil(total / chunk), 2, async (at) => {
    const from = at * chunk;
    const rows: (Row & { _id: string })[] = [];
    const seen: (Row & { _id: string })[] = [];
    for (let index = from; index < Math.min(total, from + chunk); index += 1) {
      const _id = randomUUID();
      // Told at 30 days.
      const days = index < inWindow ? 14.1 + ((index * 7) % 15_000) / 1_000 : 40 + (index % 3_000) / 10;
      const name = `host${index}.example.org`;
      rows.push({
        ...pattern,
        _id,
        fingerprint: randomBytes(32).toString('hex'),
        serialNumber:
          index < crossing * mostRounds
            ? `c${Math.floor(index / crossing)}${randomBytes(8).toString('hex')}`
            : `f${randomBytes(8).toString('hex')}`,
        commonName: name,
        subjectDn: `CN=${name}`,
        subjectAlternativeNames: [`dNSName:${name}`],
        replacementKeys: [randomUUID(), randomUUID()],
        notAfter: new Date(now + days * dayMs),
        // The pattern was looked at; these are to be met as they are when they come near.
        ...(index < inWindow ? {} : { end: 'ahead' }),
      });
      if (index < inWindow) seen.push({ ...watch, _id, replacementsCheckedAt: new Date(now) });
    }
    await certificates.insertMany(rows, { ordered: false });
    if (seen.length > 0) await watches.insertMany(seen, { ordered: false });
    if (from % 50_000 === 0) say(`${from} written`);
  });
}

/** What an earlier round on the same data has not used yet: each crosses once. */
async function nextToCross(certificates: Rows, { round }: { readonly round: number }): Promise<string[]> {
  const rows = await certificates
    .find({ serialNumber: { $gte: `c${round}`, $lt: `c${round}~` } }, { projection: { _id: 1 } })
    .toArray();
  return rows.map(({ _id }) => _id);
}

/**
 * Puts the end of these certificates just below 14 days from now, as if the hour had come in which they get there: so a
 * product that knows when to look at them again would look at them now.
 */
async function cross(certificates: Rows, watches: Rows, ids: readonly string[]): Promise<void> {
  const now = Date.now();
  await certificates.bulkWrite(
    ids.map((_id, index) => {
      const notAfter = new Date(now + (13.9 + (index % 100) / 10_000) * dayMs);
      return { updateOne: { filter: { _id }, update: { $set: { notAfter } } } };
    }),
    { ordered: false },
  );
  const hour = new Date(now - (now % 3_600_000));
  for (let from = 0; from < ids.length; from += 500) {
    const _id = { $in: ids.slice(from, from + 500) };
    await watches.updateMany({ _id, lookAt: { $exists: true } }, { $set: { lookAt: hour, quietUntil: hour } });
  }
}

/** The same triggers in another order of words: every decision has to be made again. */
async function changeSet(product: Product): Promise<void> {
  const { body } = await product.call('GET', '/api/v1/triggers?limit=1');
  const [{ uuid, version }] = body['items'] as [{ uuid: string; version: number }];
  const { status } = await product.call(
    'PATCH',
    `/api/v1/triggers/${uuid}`,
    { description: `changed at ${Date.now()}` },
    { 'if-match': `"${version}"` },
  );
  if (status !== 200) throw new Error(`the trigger was not changed: ${status}`);
}

/** On an empty folder: the rules and the inventory. On one of an earlier round: what was written then. */
async function startOn(product: Product, client: Client, db: Connection): Promise<{ readonly round: number }> {
  const certificates = db.collection('certificates') as unknown as Rows;
  const rounds = db.collection('bench_rounds') as unknown as Rows;
  const round = await rounds.countDocuments({});
  if (round >= mostRounds) throw new Error(`the inventory is good for ${mostRounds} rounds`);
  if (round === 0) {
    await watchSteps(product);
    const [pattern, watch] = await firstNotice(product, client, db);
    say(`writing ${total} certificates, ${inWindow} inside the window, ${crossing} of them across a step in a round`);
    await fill(certificates, db.collection('expiration_watches') as unknown as Rows, pattern, watch);
  }
  await rounds.insertOne({ _id: `round ${round}` });
  return { round };
}

/** A scan of an hour of its own: that of the one before is over for every certificate. */
async function timedScan(client: Client, db: Connection, watches: Rows) {
  await watches.updateMany({}, { $set: { slot: new Date(0) } });
  const startedAt = performance.now();
  const run = await scan(client, db);
  return { ...run, seconds: round((performance.now() - startedAt) / 1_000) };
}

/** Runs a scan as the schedule does and looks at the length of its runs. */
async function scan(client: Client, db: Connection): Promise<{ counts: ScanCounts; runs: number; longestRun: number }> {
  const workflowId = `scan:bench-${randomUUID()}`;
  await client.workflow.start('expirationScan', { workflowId, taskQueue: 'certloom' });
  // Not out of the result of the run, which is encrypted.
  const scans = db.collection('expiration_scans');
  let row;
  while ((row = await scans.findOne({ workflowId, status: { $ne: 'running' } })) === null) await sleep(25);
  if (row['status'] !== 'finished') throw new Error(`the scan ${String(row['status'])}`);
  const counts = row['counts'] as ScanCounts;
  let longestRun = 0;
  let runs = 0;
  for await (const run of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
    runs += 1;
    longestRun = Math.max(longestRun, run.historyLength);
  }
  return { counts, runs, longestRun };
}

async function allDelivered(db: Connection, wanted: number): Promise<number> {
  const until = Date.now() + 300_000;
  for (;;) {
    const delivered = await db.collection('deliveries').countDocuments({ event, status: 'delivered' });
    if (delivered >= wanted || Date.now() > until) return delivered;
    await sleep(500);
  }
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
