import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../test/support/chromium';
import { writeCertificates } from './certificate-rows';
import { steps, walk } from './console-walk';
import { writeFirings } from './firing-rows';
import { openProduct } from './open-product';
import type { Product } from './product';
import { latencyOf, round } from './statistics';
import { judge, type Target } from './targets';

const certificates = Number(process.env['BENCH_CERTIFICATES'] ?? 1_000_000);
const firings = Number(process.env['BENCH_FIRINGS'] ?? 1_000_000);
const rounds = Number(process.env['BENCH_SAMPLES'] ?? 10);
/** From the click to the picture, at the 95th percentile. */
const clickMs = 300;
const shellMs = 1_000;

/** The console over many certificates and events: what a person waits for, from the click until the rows stand. */
async function main(): Promise<void> {
  say('starting the product');
  const { product, db, close } = await openProduct();
  const browser = await launchChromium();
  try {
    await writeCertificates(product, db, certificates, say);
    // The product fires some by itself while certificates are written.
    if ((await db.collection('firings').estimatedDocumentCount()) < firings / 2) {
      say(`writing ${firings} firings`);
      await writeFirings(db, firings, say);
    }
    say('waiting for what the overview counts: that is kept for long');
    await counted(product);
    const painted = await shell(browser, product);
    const found = await walk(browser, product, { rounds, pauseMs: 6_000 });
    const rows = steps.map(({ name }) => ({ name, ...latencyOf(found.get(name) ?? []) }));
    console.table([{ name: 'shell: first contentful paint', ...latencyOf(painted) }, ...rows]);
    const targets: readonly Target[] = [
      { figure: 'shell: first contentful paint, p95 ms', value: latencyOf(painted).p95, atMost: shellMs },
      ...rows.map(({ name, p95 }) => ({ figure: `${name}, p95 ms`, value: p95, atMost: clickMs })),
    ];
    console.log(
      JSON.stringify({ node: process.version, certificates, firings, shell: painted, rows, targets: judge(targets) }),
    );
  } finally {
    await browser.close();
    await close();
  }
}

/** What the first overview after a start has the product read once, at a pace that leaves room for others. */
async function counted({ call }: Product): Promise<void> {
  for (const path of ['/api/v1/certificates/counts', '/api/v1/expiring/summary']) {
    // Until it is through, it says to come back.
    for (let status = 503; status !== 200;) {
      ({ status } = await call('GET', path));
      if (status !== 200 && status !== 503) throw new Error(`${path} was answered with ${status}`);
      if (status === 503) await sleep(5_000);
    }
  }
}

/** Of a browser that has nothing of the console yet. */
async function shell(browser: Browser, { url }: Product): Promise<readonly number[]> {
  const times: number[] = [];
  for (let nth = 0; nth < rounds; nth += 1) {
    const page = await browser.newPage({ baseURL: url });
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in to Certloom' }).waitFor();
    const [paint] = await page.evaluate<readonly number[]>(
      `performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime)`,
    );
    times.push(round(paint ?? NaN));
    await page.close();
  }
  return times;
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
