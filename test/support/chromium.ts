import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** The Chromium to test with: what `CERTLOOM_CHROMIUM` names, else one on the path; undefined where there is none. */
export function chromiumProgram(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['CERTLOOM_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  return findProgram(names, (env['PATH'] ?? '').split(path.delimiter));
}

/** The first of these that is in one of the folders. */
export function findProgram(names: readonly string[], folders: readonly string[]): string | undefined {
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface ChromiumOptions {
  /** Names of sites that lead to this machine, `console.test`; browsers ask nobody for them. */
  readonly sites?: readonly string[];
  /** Keeps pages that were left, as people's browsers do. */
  readonly keepsPages?: boolean;
}

/** Throws where there is none. */
export async function launchChromium({ sites = [], keepsPages = false }: ChromiumOptions = {}): Promise<Browser> {
  const executablePath = chromiumProgram();
  if (executablePath === undefined)
    throw new Error('there is no Chromium: install it, or name it in CERTLOOM_CHROMIUM');
  // Containers have neither a sandbox for root nor much shared memory.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
  if (sites.length > 0) args.push(`--host-resolver-rules=${sites.map((site) => `MAP ${site} 127.0.0.1`).join(', ')}`);
  return chromium.launch({
    executablePath,
    args,
    ...(keepsPages ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
  });
}

/** Through the form, as people do. */
export async function signInByKey(page: Page, key: string): Promise<void> {
  await page.getByRole('heading', { name: 'Sign in to Certloom' }).waitFor();
  const other = page.getByRole('button', { name: 'Use an API key' });
  const field = page.getByLabel('API key');
  await other.or(field).first().waitFor();
  if (await other.isVisible()) await other.click();
  await field.fill(key);
  await page.getByRole('button', { name: 'Sign in', exact: true }).last().click();
  await page
    .getByRole('navigation', { name: 'Screens' })
    .or(page.getByRole('button', { name: 'Menu of screens' }))
    .first()
    .waitFor();
}
