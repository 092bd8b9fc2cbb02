import { spawnSync } from 'node:child_process';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { chromiumProgram, launchChromium, signInByKey, type ChromiumOptions } from './chromium';
import type { TestProduct } from './product';

const root = path.join(__dirname, '..', '..');

export { chromiumProgram, signInByKey };

/** `describe` where there is a Chromium; elsewhere its tests are counted as skipped, and a line says why. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (chromiumProgram() !== undefined) {
    describe(name, tests);
    return;
  }
  console.log('skipped: no Chromium');
  describe.skip(`${name} (skipped: no Chromium)`, tests);
}

/** Builds the console unless it is built as its sources are. */
export function buildConsole(): void {
  const { status, stderr } = spawnSync(process.execPath, ['tools/console-build.js'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the console could not be built: ${stderr}`);
}

/** Runs in each page; as text, since it is for another place than this program. */
const tellViolations = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile);
});`;

export interface ConsolePage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Opens a path of the console and waits until its heading stands. */
  open(at: string): Promise<void>;
  /** What must never happen on any screen: violated policies, requests that leave the machine, errors of scripts. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

export interface BrowserOfFile {
  /** A page of a new browser context, signed in with the administrator's key unless `key` is null. */
  openConsole(product: TestProduct, options?: PageOptions): Promise<ConsolePage>;
}

export interface PageOptions {
  readonly key?: string | null;
  readonly path?: string;
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly reducedMotion?: boolean;
}

/** One Chromium for the tests of a file; the console is built before the first of them. */
export function browserOfFile(options: ChromiumOptions = {}): BrowserOfFile {
  let browser: Browser | undefined;
  beforeAll(async () => {
    buildConsole();
    browser = await launchChromium(options);
  });
  afterAll(() => browser?.close());
  return {
    async openConsole(
      product,
      { key = product.adminKey, path: at = '/', theme = 'light', width = 1280, ...more } = {},
    ) {
      const context = await browser!.newContext({
        baseURL: addressOf(product),
        colorScheme: theme,
        viewport: { width, height: 900 },
        reducedMotion: more.reducedMotion === false ? 'no-preference' : 'reduce',
      });
      const faults: string[] = [];
      await context.addInitScript(tellViolations);
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      page.on('pageerror', ({ message }) => faults.push(`script: ${message}`));
      page.on('console', (message) => {
        if (message.text().startsWith('policy: ') || /Content Security Policy/i.test(message.text()))
          faults.push(message.text());
      });
      page.on('request', (request) => {
        const { hostname, protocol } = new URL(request.url());
        const ours = ['127.0.0.1', 'localhost', '[::1]', ...(options.sites ?? [])];
        const isLocal = ours.includes(hostname) || /^(blob|data):$/.test(protocol);
        if (!isLocal) faults.push(`leaves the machine: ${request.url()}`);
      });
      const shown: ConsolePage = {
        page,
        context,
        faults,
        async open(to) {
          await page.goto(to);
          await page.locator('main h1').first().waitFor();
        },
        close: () => context.close(),
      };
      await page.goto(at);
      if (key !== null) await signInByKey(page, key);
      return shown;
    },
  };
}

/** The public address where one was set: sessions of browsers are for that. */
function addressOf({ foundation, api }: TestProduct): string {
  return new URL(foundation.publicUrl).port === '0' ? api.url : foundation.publicUrl;
}

/** Violations of WCAG 2.2 A and AA and of good practice, each with the elements that it is about. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 160)}`),
  );
}

/** Goes to another screen without loading the page anew, as the key is in its memory only. */
export async function goTo(page: Page, at: string): Promise<void> {
  await page.evaluate(
    `history.pushState({}, '', ${JSON.stringify(at)}); dispatchEvent(new PopStateEvent('popstate'));`,
  );
  await page.waitForURL((url) => url.pathname + url.search === at);
  await page.locator('main h1').first().waitFor();
}

/** What of a browser's window is used here, whose types are not this program's. */
interface Window {
  readonly DataTransfer: new () => { setData(type: string, value: string): void };
  readonly ClipboardEvent: new (type: string, init: object) => object;
}

/**
 * Replaces the text of a code editor as a paste does. Text that is put in without one is split into lines by Chromium
 * itself, with inline styles that the console's policy refuses.
 */
export async function pasteInto(editor: Locator, text: string): Promise<void> {
  await editor.click();
  await editor.press('Control+A');
  await editor.evaluate((content, given) => {
    const { DataTransfer, ClipboardEvent } = globalThis as unknown as Window;
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', given);
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    (content as unknown as { dispatchEvent(event: object): void }).dispatchEvent(paste);
  }, text);
}
