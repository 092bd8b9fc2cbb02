import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import { held, writeFirings } from './firing-rows';
import { openProduct } from './open-product';
import type { Product } from './product';
import { latencyOf, round } from './statistics';

const total = Number(process.env['BENCH_FIRINGS'] ?? 1_000_000);
const samples = Number(process.env['BENCH_SAMPLES'] ?? 40);
const limit = 50;
const dayMs = 86_400_000;

/** By name: the filter of the n-th request. Values change, so that no answer is one of the requests before. */
const filters: Readonly<Record<string, (nth: number) => string>> = {
  none: () => '',
  'oldest first': () => 'sort=occurredAt',
  'event, frequent': () => 'event=certificate_expiring',
  'event, seldom': () => 'event=scheduled_job_finished',
  'status running': () => 'status=running',
  'status failed': () => 'status=failed',
  'errors only': () => 'errorsOnly=true',
  'outcome ignored': () => 'outcome=ignored',
  'outcome performed': () => 'outcome=performed',
  'trigger, frequent': (nth) => `trigger=${held.triggers[nth % 5]}`,
  'trigger, seldom': (nth) => `trigger=${held.triggers[150 + (nth % 50)]}`,
  'trigger, never': (nth) => `trigger=00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`,
  object: (nth) => `resource=certificates&objectUuid=${held.objects[nth * 37]}`,
  'place settings': () => 'place=settings',
  'place group': (nth) => `place=groups/${held.groups[nth % 10]}`,
  'actor user': (nth) => `actor=${held.users[nth % 20]}`,
  'actor system': () => 'actor=system',
  'actor, never': (nth) => `actor=00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`,
  'time, one day': (nth) => `from=${daysAgo(nth + 2)}&to=${daysAgo(nth + 1)}`,
  'time, half of it': () => `from=${daysAgo(300)}&to=${daysAgo(120)}`,
  'text, frequent': (nth) => `text=host${nth % 10}`,
  'text, seldom': () => `text=${held.words.rare}`,
  'text, never': (nth) => `text=nowhere${nth}`,
  'text in one day': (nth) => `text=host77&from=${daysAgo(nth + 2)}&to=${daysAgo(nth + 1)}`,
  'event and errors': () => 'event=certificate_uploaded&errorsOnly=true',
  'trigger and actor': (nth) => `trigger=${held.triggers[nth % 40]}&actor=${held.users[nth % 20]}`,
  'seldom trigger and actor': (nth) => `trigger=${held.triggers[160 + (nth % 40)]}&actor=${held.users[nth % 20]}`,
  'outcome and place': (nth) => `outcome=ignored&place=groups/${held.groups[nth % 10]}`,
};

/** The list of the Event Viewer over a large history, with each filter, beside an empty workflow of the same run. */
async function main(): Promise<void> {
  say('starting the product');
  const { product, db, client, close } = await openProduct();
  const connection = await NativeConnection.connect({ address: product.temporalAddress });
  const taskQueue = `bench-${randomUUID()}`;
  const worker = await Worker.create({ connection, taskQueue, workflowsPath: join(__dirname, 'workflows.js') });
  const running = worker.run();
  try {
    if ((await db.collection('firings').findOne({})) === null) {
      say(`writing ${total} firings`);
      await writeFirings(db, total, say);
      await sleep(5_000);
    }
    const emptyMs = await measured(product, samples, async () => {
      await client.workflow.execute('empty', { taskQueue, workflowId: randomUUID(), args: [] });
      return 'done';
    });
    const figures: Record<string, unknown> = {};
    for (const [name, filterOf] of Object.entries(filters)) {
      const found = await measured(product, samples, (nth) => page(product, filterOf(nth)));
      figures[name] = { ...found, ratioP50: round(found.p50 / emptyMs.p50) };
      say(`${name}: ${JSON.stringify(figures[name])}`);
    }
    console.table({ 'empty workflow': emptyMs, ...figures });
    console.log(JSON.stringify({ node: process.version, firings: total, emptyMs, ...figures }));
  } finally {
    worker.shutdown();
    await running;
    await connection.close();
    await close();
  }
}

/**
 * Percentiles, what a call costs of processor time, and what the calls were answered with. The first call meets caches that
 * are empty, and does not count.
 */
async function measured(product: Product, count: number, call: (nth: number) => Promise<string>) {
  await call(count);
  let cpuMs = 0;
  const taken: number[] = [];
  const answers = new Map<string, number>();
  while (taken.length < count) {
    const cpuBefore = product.cpuMs();
    const at = performance.now();
    const answer = await call(taken.length);
    // A caller has a budget of searches a minute, and this one has used it up.
    if (answer === 'rate_limited') await sleep(1_000);
    else {
      taken.push(performance.now() - at);
      cpuMs += product.cpuMs() - cpuBefore;
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  }
  const { p50, p95 } = latencyOf(taken);
  return {
    p50,
    p95,
    cpu: round(cpuMs / count),
    answers: [...answers].map(([answer, times]) => `${times} × ${answer}`).join(', '),
  };
}

/** `full`: as many as were asked for; `whole`: all that there are; `part`: there is more behind it. */
async function page(product: Product, filter: string): Promise<string> {
  const { status, body } = await product.call('GET', `/api/v1/event-history?limit=${limit}&${filter}`);
  if (status === 422 || status === 429) return String(body['code']);
  if (status !== 200) throw new Error(`a page was answered with ${status} ${JSON.stringify(body)}`);
  if ((body['items'] as unknown[]).length === limit) return 'full';
  return body['nextCursor'] === null ? 'whole' : 'part';
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * dayMs).toISOString();
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
