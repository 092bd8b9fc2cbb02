import type { Browser, Page } from 'playwright-core';
import { launchChromium, signInByKey } from '../test/support/chromium';
import { writeCertificates } from './certificate-rows';
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

interface Step {
  readonly name: string;
  /** Path of the list in the API: the answer to it is waited for. */
  readonly list: string;
  act(page: Page, nth: number): Promise<void>;
}

const link = (name: string) => (page: Page) =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name, exact: true }).click();
const choose = (label: string, choice: (nth: number) => string) => async (page: Page, nth: number) => {
  await page.getByRole('search', { name: 'Filters' }).getByLabel(label, { exact: true }).click();
  await page.getByRole('option', { name: choice(nth), exact: true }).click();
};
const sortBy = (header: string) => (page: Page) =>
  page.getByRole('columnheader').getByRole('button', { name: header }).click();
const scroll = (page: Page) =>
  page.getByRole('region', { name: /^Rows of/ }).evaluate((rows: { scrollTop: number; scrollHeight: number }) => {
    rows.scrollTop = rows.scrollHeight;
  });

const certificateList = '/api/v1/certificates';
const firingList = '/api/v1/event-history';
/** What people do, one after the other; each leaves what the next one begins with. */
const steps: readonly Step[] = [
  { name: 'certificates: open', list: certificateList, act: link('Certificates') },
  { name: 'certificates: next page', list: certificateList, act: scroll },
  { name: 'certificates: by end', list: certificateList, act: sortBy('Ends') },
  { name: 'certificates: by name', list: certificateList, act: sortBy('Name') },
  { name: 'certificates: state', list: certificateList, act: choose('State', (nth) => ['Valid', 'Expired'][nth % 2]!) },
  { name: 'events: open', list: firingList, act: link('Event Viewer') },
  { name: 'events: next page', list: firingList, act: scroll },
  { name: 'events: failures', list: firingList, act: choose('Show', () => 'Failures only') },
  { name: 'events: one kind', list: firingList, act: choose('Event', () => 'Certificate uploaded') },
];

/** The console over many certificates and events: what a person waits for, from the click until the rows stand. */
async function main(): Promise<void> {
  say('starting the product');
  const { product, db, close } = await openProduct();
  const browser = await launchChromium();
  try {
    await writeCertificates(product, db, certificates, say);
    if ((await db.collection('firings').countDocuments({}, { limit: 2 })) < 2) {
      say(`writing ${firings} firings`);
      await writeFirings(db, firings, say);
    }
    const painted = await shell(browser, product);
    const found = await walk(browser, product);
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

/** All steps, round after round, on a page that stays open as people's do. */
async function walk(browser: Browser, product: Product): Promise<ReadonlyMap<string, number[]>> {
  const context = await browser.newContext({ baseURL: product.url, viewport: { width: 1440, height: 900 } });
  await context.addInitScript(observe);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto('/');
  await signInByKey(page, product.adminKey);
  const found = new Map<string, number[]>(steps.map(({ name }) => [name, []]));
  for (let nth = -1; nth < rounds; nth += 1) {
    for (const { name, list, act } of steps) {
      await page.evaluate(`bench.begin(${JSON.stringify(list)})`);
      await act(page, Math.max(0, nth));
      const ms = await page.evaluate<number>('bench.shown()');
      // The first round loads the parts of the console and warms the database.
      if (nth >= 0) found.get(name)!.push(round(ms));
    }
    await page.waitForTimeout(6_000); // within the rate that one client may ask at
  }
  await context.close();
  return found;
}

/**
 * Runs in the page. The time counts from the last click, or the scrolling, to the picture behind the answer: no query
 * that an earlier click has begun is taken for it.
 */
const observe = `{
  let from = 0, list = '';
  const touch = (event) => { from = performance.timeOrigin + performance.now(); };
  addEventListener('click', touch, true);
  addEventListener('scroll', (event) => { if (from === 0) touch(event); }, true);
  const answered = () => performance.getEntriesByType('resource').some((entry) =>
    new URL(entry.name).pathname === list && entry.responseEnd > 0 && performance.timeOrigin + entry.startTime >= from - 1);
  const isStill = () => !/Loading …/.test(document.querySelector('main')?.textContent ?? 'Loading …');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  globalThis.bench = {
    begin(path) { from = 0; list = path; performance.clearResourceTimings(); performance.setResourceTimingBufferSize(5000); },
    async shown() {
      const until = performance.now() + 30000;
      while (from === 0 || !answered() || !isStill()) {
        if (performance.now() > until) throw new Error('no answer to ' + list);
        await frame();
      }
      await frame();
      return performance.timeOrigin + performance.now() - from;
    },
  };
}`;

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
