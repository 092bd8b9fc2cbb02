import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { bulkUpload } from './bulk';
import { makeCertificates } from './certificates';
import { startProduct } from './product';
import { latencyOf, load, round } from './statistics';
import { attachTriggers } from './triggers';

const rounds = 6;
const perRound = 40;
const der = { 'content-type': 'application/pkix-cert' };

/** The figures of the upload path, each beside an empty workflow on the same server in the same run. */
async function main(): Promise<void> {
  say('starting the product on an empty data folder');
  const product = await startProduct();
  const connection = await NativeConnection.connect({ address: product.temporalAddress });
  const clientConnection = await Connection.connect({ address: product.temporalAddress });
  const client = new Client({ connection: clientConnection });
  const taskQueue = `bench-${randomUUID()}`;
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowsPath: join(__dirname, 'workflows.js'),
    maxConcurrentWorkflowTaskExecutions: 80,
  });
  const running = worker.run();
  const empty = async () =>
    void (await client.workflow.execute('empty', { taskQueue, workflowId: randomUUID(), args: [] }));
  try {
    await attachTriggers(product, 20);
    say('making certificates');
    const singles = makeCertificates(9_000);
    const bulk = makeCertificates(5_000);
    let at = 0;
    const upload = async () => {
      const { status, body } = await product.call('POST', '/api/v1/certificates/upload', singles[at++], der);
      if (status !== 201) throw new Error(`an upload was answered with ${status} ${JSON.stringify(body)}`);
    };

    say('warming up');
    await load(200, 10, upload);
    await load(200, 10, empty);
    const before = product.residentMb();

    say('one client');
    const a: number[] = [];
    const b: number[] = [];
    for (let index = 0; index < rounds; index++) {
      await timed(perRound, empty, a);
      await timed(perRound, upload, b);
    }
    say('many clients');
    const f1 = await load(600, 40, empty);
    const d20 = await load(2_000, 20, upload);
    const d100 = await load(5_000, 100, upload);
    say('bulk');
    const e = await bulkUpload(product, bulk);
    const f2 = await load(600, 40, empty);
    await sleep(2_000);
    const after = product.residentMb();

    const emptyLatency = latencyOf(a);
    const uploadLatency = latencyOf(b);
    const f = round((f1.perSecond + f2.perSecond) / 2);
    report({
      node: process.version,
      emptyMs: emptyLatency,
      uploadMs: uploadLatency,
      ratioP50: round(uploadLatency.p50 / emptyLatency.p50),
      ratioP95: round(uploadLatency.p95 / emptyLatency.p95),
      emptyPerSecond: f,
      sync20PerSecond: d20.perSecond,
      sync20Ms: d20.latency,
      sync20Ratio: round(d20.perSecond / f),
      sync100PerSecond: d100.perSecond,
      sync100Ms: d100.latency,
      sync100Ratio: round(d100.perSecond / f),
      bulkPerSecond: e,
      bulkRatio: round(e / f),
      residentMbBefore: before,
      residentMbAfter: after,
    });
  } finally {
    worker.shutdown();
    await running;
    await clientConnection.close();
    await connection.close();
    await product.stop();
  }
}

async function timed(count: number, call: () => Promise<void>, samples: number[]): Promise<void> {
  for (let index = 0; index < count; index++) {
    const at = performance.now();
    await call();
    samples.push(performance.now() - at);
  }
}

function report(figures: Record<string, unknown>): void {
  const rows = Object.entries(figures).map(([name, value]) => ({
    figure: name,
    value: JSON.stringify(value),
  }));
  console.table(rows);
  console.log(JSON.stringify(figures));
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
