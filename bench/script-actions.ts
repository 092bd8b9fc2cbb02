import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Connection } from 'mongoose';
import { bulkUpload } from './bulk';
import { makeCertificates } from './certificates';
import { openProduct } from './open-product';
import type { Product } from './product';
import { load, round } from './statistics';

/** Firings with one script each, for each runtime. */
const wanted = Number(process.env['BENCH_SCRIPT_ACTIONS'] ?? 100);
const warmUps = 8;
const limitMs = 300_000;

type Measured = 'bash' | 'python' | 'node' | 'pwsh';
const texts: Readonly<Record<Measured, string>> = {
  bash: 'echo hello\n',
  python: 'print("hello")\n',
  node: 'export default async ({ log }) => { log.info("hello"); return {}; };\n',
  pwsh: '"hello"\n',
};

/** Scripts as actions of firings, from the bulk upload to the last record, for each runtime that is here. */
async function main(): Promise<void> {
  say('starting the product on an empty data folder');
  const { product, db, client, close } = await openProduct();
  const connection = await NativeConnection.connect({ address: product.temporalAddress });
  const taskQueue = `bench-${randomUUID()}`;
  const worker = await Worker.create({ connection, taskQueue, workflowsPath: join(__dirname, 'workflows.js') });
  const running = worker.run();
  const empty = async () =>
    void (await client.workflow.execute('empty', { taskQueue, workflowId: randomUUID(), args: [] }));
  try {
    say('warming up');
    await load(200, 20, empty);
    const before = await load(600, 40, empty);
    const figures: Record<string, { readonly perSecond: number; readonly runs: number }> = {};
    for (const runtime of await runtimesOf(product)) {
      await attach(product, runtime);
      await fire(product, db, runtime, warmUps);
      say(`${wanted} firings with a script of ${runtime}`);
      figures[runtime] = { perSecond: await fire(product, db, runtime, wanted), runs: wanted };
    }
    const after = await load(600, 40, empty);
    const emptyPerSecond = round((before.perSecond + after.perSecond) / 2);
    const rows = Object.fromEntries(
      Object.entries(figures).map(([runtime, { perSecond, runs }]) => [
        runtime,
        { runs, perSecond, toEmptyWorkflow: round(perSecond / emptyPerSecond) },
      ]),
    );
    console.table(rows);
    console.log(JSON.stringify({ node: process.version, emptyPerSecond, runtimes: rows }));
  } finally {
    worker.shutdown();
    await running;
    await connection.close();
    await close();
  }
}

/** Those that the product's own worker has found. */
async function runtimesOf(product: Product): Promise<Measured[]> {
  const { body } = await product.call('GET', '/api/v1/workers?state=running');
  const [found] = (body['items'] ?? []) as { runtimes: { runtime: Measured; available: boolean }[] }[];
  return (found?.runtimes ?? []).filter(({ available }) => available).map(({ runtime }) => runtime);
}

/** The one trigger of uploads runs a script of this runtime. */
async function attach(product: Product, runtime: Measured): Promise<void> {
  const script = { name: runtime, runtime, content: texts[runtime], categories: ['workflow'] };
  await made(product, '/api/v1/scripts', script);
  const trigger = await made(product, '/api/v1/triggers', {
    ...{ name: `runs ${runtime}`, event: 'certificate_uploaded', kind: 'action' },
    actions: [{ type: 'runScript', script: runtime }],
  });
  const set = await product.call('GET', '/api/v1/trigger-sets/certificate_uploaded');
  const headers = set.status === 200 ? { 'if-match': `"${String(set.body['revision'])}"` } : undefined;
  const body = { ignore: [], actions: [trigger] };
  const { status } = await product.call('PUT', '/api/v1/trigger-sets/certificate_uploaded', body, headers ?? {});
  if (status >= 300) throw new Error(`the trigger could not be attached: ${status}`);
}

async function made(product: Product, path: string, body: object): Promise<string> {
  const answer = await product.call('POST', path, body);
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return String(answer.body['uuid']);
}

/** Actions a second, from the first upload to the last record that tells what came of one. */
async function fire(product: Product, db: Connection, runtime: Measured, count: number): Promise<number> {
  const runs = db.collection('script_runs');
  const ended = () => runs.countDocuments({ script: runtime, status: 'succeeded' });
  const there = await ended();
  const certificates = makeCertificates(count);
  const startedAt = performance.now();
  await bulkUpload(product, certificates);
  while ((await ended()) < there + count) {
    if (performance.now() - startedAt > limitMs) throw new Error(`runs of ${runtime} did not end`);
    await sleep(20);
  }
  return round(count / ((performance.now() - startedAt) / 1_000));
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
