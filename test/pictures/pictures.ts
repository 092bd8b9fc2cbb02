import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchChromium, signInByKey } from '../support/chromium';
import { documented } from './documented';

const root = path.join(__dirname, '..', '..');
const usual = 1440;

/**
 * `npm run pictures`: starts the demo on an empty data folder, and takes a picture of every screen that the navigation
 * has and of the first object of each list, and says which are wider than their window. `--width 320` and `--dark` take
 * them as a telephone or a dark theme shows them, into a folder of their own. With `--docs` those that the documents show
 * are put beside them.
 */
async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      docs: { type: 'boolean' },
      dark: { type: 'boolean' },
      width: { type: 'string', default: String(usual) },
    },
  });
  const width = Number(values.width);
  if (!Number.isInteger(width) || width < 200) throw new Error('--width takes pixels, 200 or more.');
  const dark = values.dark === true;
  if (values.docs === true && (dark || width !== usual)) throw new Error('--docs shows the usual width and theme.');
  const names = [...(width === usual ? [] : [String(width)]), ...(dark ? ['dark'] : [])];
  const folder = path.join(root, 'pictures', names.join('-'));
  const adminKey = randomBytes(24).toString('base64url');
  const demo = await startDemo(adminKey);
  await addWorkflow(demo.url, adminKey);
  const browser = await launchChromium();
  try {
    mkdirSync(folder, { recursive: true });
    const context = await browser.newContext({
      ...{ baseURL: demo.url, viewport: { width, height: 900 }, reducedMotion: 'reduce' },
      colorScheme: dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto('/');
    await signInByKey(page, adminKey);
    // Behind a button on a telephone, and there all the same.
    const links = page.locator('#navigation a');
    await links.first().waitFor({ state: 'attached' });
    const screens = await links.evaluateAll((links: readonly { getAttribute(name: string): string | null }[]) =>
      links.map((link) => link.getAttribute('href') ?? '/'),
    );
    // A telephone shows no canvas, for example: those are taken as the documents show them.
    for (const { name, open } of width === usual ? documented : []) {
      await open(page);
      await take(page, path.join(folder, name));
    }
    for (const screen of screens) await takeScreen(page, folder, screen);
  } finally {
    await browser.close();
    await demo.stop();
  }
  if (values.docs !== true) return;
  const docs = path.join(root, 'docs', 'pictures');
  mkdirSync(docs, { recursive: true });
  for (const { name } of documented) copyFileSync(path.join(folder, `${name}.png`), path.join(docs, `${name}.png`));
}

/** A screen of the navigation, and what its first row leads to. */
async function takeScreen(page: Page, folder: string, screen: string): Promise<void> {
  const name = path.join(folder, screen === '/' ? 'screen-overview' : `screen${screen.replaceAll('/', '-')}`);
  await page.goto(screen);
  await take(page, name);
  const first = page.getByRole('table').first().getByRole('row').nth(1).getByRole('link').first();
  if (!(await first.isVisible())) return;
  await first.click();
  await take(page, `${name}-one`);
}

async function take(page: Page, file: string): Promise<void> {
  await page.locator('main h1').first().waitFor();
  // The stream of news keeps it from being idle for good.
  await page.waitForLoadState('networkidle', { timeout: 1_500 }).catch(() => undefined);
  await page.getByText('Loading').first().waitFor({ state: 'hidden' });
  await page.screenshot({ path: `${file}.png` });
  const beyond = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  console.log(`pictures: ${path.relative(root, file)}${beyond > 0 ? `, ${beyond} pixels too wide` : ''}`);
}

/** The demo has none: the one that renews and tells people, as it is shipped. */
async function addWorkflow(url: string, key: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/builder/templates/renew-and-mail-on-expiration/instantiate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Renew and tell', keys: [], values: {} }),
  });
  if (answer.status !== 201) throw new Error(`the workflow was answered with ${answer.status} ${await answer.text()}`);
}

/** With certificates, events, approvals and deliveries of all kinds. It stays up until it is stopped. */
async function startDemo(adminKey: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'certloom-pictures-'));
  const [port, temporal, ui, mongo] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [path.join(root, 'dist', 'certloom.js'), 'demo'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      CERTLOOM_PORT: String(port),
      CERTLOOM_TEMPORAL_PORT: String(temporal),
      CERTLOOM_TEMPORAL_UI_PORT: String(ui),
      CERTLOOM_MONGO_PORT: String(mongo),
      CERTLOOM_DATA_DIR: dataDir,
      CERTLOOM_ADMIN_KEY: adminKey,
    },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      process.stdout.write(text);
      if (text.toString().includes('Ctrl+C')) resolve();
    });
    void ended.then(() => reject(new Error('the demo has ended')));
  });
  return {
    url,
    async stop() {
      child.kill('SIGINT');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
