import type { Browser, Page } from 'playwright-core';
import { signInByKey } from '../test/support/chromium';
import { round } from './statistics';

export interface Step {
  readonly name: string;
  /** Path of the list in the API: the answer to it is waited for. */
  readonly list: string;
  act(page: Page, nth: number): Promise<void>;
}

const link = (name: string) => (page: Page) =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name, exact: true }).click();
const choose = (label: string, choice: (nth: number) => string) => async (page: Page, nth: number) => {
  await page
    .getByRole('search', { name: 'Filters' })
    .getByRole('button', { name: new RegExp(`(^| )${label}$`) })
    .click();
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
export const steps: readonly Step[] = [
  { name: 'certificates: open', list: certificateList, act: link('Certificates') },
  { name: 'certificates: next page', list: certificateList, act: scroll },
  { name: 'certificates: by end', list: certificateList, act: sortBy('Ends') },
  { name: 'certificates: by name', list: certificateList, act: sortBy('Name') },
  {
    name: 'certificates: state',
    list: certificateList,
    act: choose('State', (nth) => ['issued', 'revoked'][nth % 2]!),
  },
  { name: 'events: open', list: firingList, act: link('Event Viewer') },
  { name: 'events: next page', list: firingList, act: scroll },
  { name: 'events: failures', list: firingList, act: choose('Show', () => 'Failures only') },
  { name: 'events: one kind', list: firingList, act: choose('Event', () => 'Certificate uploaded') },
];

export interface Walk {
  /** Behind a first one, which loads the parts of the console and warms the database. */
  readonly rounds: number;
  /** Between two of them, so that they stay within the rate that one client may ask at. */
  readonly pauseMs: number;
  /** Told of each request of a step: its path in the API, and its query. */
  readonly onRequest?: (step: string, path: string, query: URLSearchParams) => void;
}

/**
 * All steps, round after round.
 * @returns milliseconds by the name of a step
 */
export async function walk(
  browser: Browser,
  product: { readonly url: string; readonly adminKey: string },
  { rounds, pauseMs, onRequest = () => undefined }: Walk,
): Promise<ReadonlyMap<string, number[]>> {
  const context = await browser.newContext({ baseURL: product.url, viewport: { width: 1440, height: 900 } });
  await context.addInitScript(observe);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto('/');
  await signInByKey(page, product.adminKey);
  const found = new Map<string, number[]>(steps.map(({ name }) => [name, []]));
  let step = '';
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname.startsWith('/api/')) onRequest(step, pathname, searchParams);
  });
  for (let nth = -1; nth < rounds; nth += 1) {
    // Anew, as the console asks for no list again that it has, unless something in it has changed.
    step = '';
    await page.goto('/');
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Certificates' }).waitFor();
    for (const { name, list, act } of steps) {
      step = name;
      await page.evaluate(`bench.begin(${JSON.stringify(list)})`);
      await act(page, Math.max(0, nth));
      const ms = await page.evaluate<number>('bench.shown()').catch((error: unknown) => {
        throw new Error(`${name}, round ${nth}: ${String(error)}`);
      });
      if (nth >= 0) found.get(name)!.push(round(ms));
    }
    await page.waitForTimeout(pauseMs);
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
