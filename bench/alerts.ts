import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { bulkUpload } from './bulk';
import { makeCertificates } from './certificates';
import { openProduct } from './open-product';
import type { Product } from './product';
import { round } from './statistics';
import { judge } from './targets';
import { attachTriggers } from './triggers';

const due = Number(process.env['BENCH_DUE'] ?? 10_000);
const warmUps = 500;
const limitMs = 600_000;
const dayMs = 86_400_000;

/** An expiration alert that writes an event-log entry for each certificate that is due, beside the upload of these. */
async function main(): Promise<void> {
  say('starting the product on an empty data folder');
  const { product, db, client, close } = await openProduct();
  try {
    await attachTriggers(product, 20);
    say('making certificates');
    const ending = makeCertificates(warmUps + due, { notAfter: new Date(Date.now() + 20 * dayMs) });
    const alert = await makeAlert(product);
    say('warming up');
    await bulkUpload(product, ending.slice(0, warmUps));
    await run(product, db, alert);
    say(`uploading ${due} in bulk`);
    const bulkPerSecond = await bulkUpload(product, ending.slice(warmUps));
    await sleep(2_000);

    const before = product.residentMb();
    let peak = before;
    const sampling = setInterval(() => (peak = Math.max(peak, product.residentMb())), 200);
    say(`an alert with ${due} due certificates`);
    const cpuBefore = product.cpuMs();
    const { counts, seconds, workflowId } = await run(product, db, alert);
    const cpuSeconds = round((product.cpuMs() - cpuBefore) / 1_000);
    clearInterval(sampling);
    await sleep(2_000);
    const entries = await db.collection('event_log_entries').countDocuments({ source });
    if (counts['done'] !== due || entries !== warmUps + due) {
      throw new Error(`${entries} entries were written, and the run counted ${JSON.stringify(counts)}`);
    }
    const perSecond = round(due / seconds);
    const figures = {
      ...{ node: process.version, due, bulkPerSecond, perSecond, toBulk: round(perSecond / bulkPerSecond) },
      ...{ seconds, cpuSeconds, longestRunEvents: await longestHistory(client, workflowId) },
      ...{ residentMbBefore: before, residentMbPeak: peak, residentMbAfter: product.residentMb() },
      residentMbGrowth: peak - before,
    };
    console.table(Object.entries(figures).map(([figure, value]) => ({ figure, value: JSON.stringify(value) })));
    const targets = judge([
      { figure: 'alert: certificates a second to the bulk upload', value: figures.toBulk, atLeast: 0.5 },
      { figure: 'alert: growth of memory, MB', value: figures.residentMbGrowth, atMost: 100 },
    ]);
    console.log(JSON.stringify({ ...figures, targets }));
  } finally {
    await close();
  }
}

const source = 'Bench alerts';

async function makeAlert(product: Product): Promise<string> {
  const { status, body } = await product.call('POST', '/api/v1/alerts', {
    ...{ name: 'bench', kind: 'expiration', thresholds: [60, 30, 7], schedule: { daily: { time: '06:00' } } },
    ...{ subject: '{cn} ends in {daysleft} days', message: '<p>{cn} of {issuerDN} ends at {certnotafter} UTC.</p>' },
    // Only runs by hand.
    enabled: false,
    handlers: [{ type: 'event_log', name: 'log', settings: { source } }],
  });
  if (status !== 201) throw new Error(`the alert was answered with ${status} ${JSON.stringify(body)}`);
  return String(body['uuid']);
}

/** From the request until the record says that the run has ended. */
async function run(product: Product, db: Connection, alert: string) {
  const runs = db.collection('alert_runs');
  const startedAt = performance.now();
  const { status, body } = await product.call('POST', `/api/v1/alerts/${alert}/run`);
  if (status !== 202) throw new Error(`the run was answered with ${status} ${JSON.stringify(body)}`);
  for (;;) {
    const record = await runs.findOne({ _id: String(body['runId']) as never });
    if (record !== null && record['status'] !== 'running') {
      const seconds = round((performance.now() - startedAt) / 1_000);
      const counts = record['counts'] as Readonly<Record<string, number>>;
      return { counts, seconds, workflowId: String(body['workflowId']) };
    }
    if (performance.now() - startedAt > limitMs) throw new Error('the run did not end');
    await sleep(40);
  }
}

/** A run goes on in other ones; the events of the longest. */
async function longestHistory(client: Awaited<ReturnType<typeof openProduct>>['client'], workflowId: string) {
  let longest = 0;
  for await (const { historyLength } of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
    longest = Math.max(longest, historyLength);
  }
  return longest;
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
