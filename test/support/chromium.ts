import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** The Chromium to test with: what `CERTLOOM_CHROMIUM` names, else one on the path; undefined where there is none. */
export function chromiumProgram(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['CERTLOOM_CHROMIUM'];
  if (named !== undefined && named !== '') return named;
  const folders = (env['PATH'] ?? '').split(path.delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
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

/** Throws where there is none. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumProgram();
  if (executablePath === undefined)
    throw new Error('there is no Chromium: install it, or name it in CERTLOOM_CHROMIUM');
  // Containers have neither a sandbox for root nor much shared memory.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
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
