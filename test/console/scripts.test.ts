import { createScene } from '../acceptance/scene';
import { axeViolations, browserOfFile, describeInBrowser, goTo, type ConsolePage } from '../support/browser';
import { productBehindFront } from '../support/front';
import type { Page } from 'playwright-core';

const product = productBehindFront();
const scene = createScene(() => product());

/** Prints what must never be interpreted, asks for a while of patience, and gives something back. */
const text = `export default async ({ context, params, log }) => {
  log.info('for', context.cn, params.days);
  console.log('\\u001b[31m<img src=x onerror=alert(1)> \\u202eevil');
  return { reviewer: 'pki-team' };
};
`;
const withPassword = text.replace('  return', "  const password = 'Xk29dLq8-vR4mP7wZ1cT';\n  return");

/** Replaces the text of the editor, which is in a shadow root. */
async function write(page: Page, name: string, content: string): Promise<void> {
  const editor = page.getByRole('textbox', { name });
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(content);
}

describeInBrowser('Scripts and alerts', () => {
  const browser = browserOfFile();
  let shown: ConsolePage | undefined;

  afterEach(async () => {
    expect(shown?.faults ?? []).toEqual([]);
    await shown?.close();
    shown = undefined;
  });

  it('say what to do first, to whom they are not shown, and that the API does not answer', async () => {
    shown = await browser.openConsole(product(), { path: '/scripts' });
    const { page } = shown;
    for (const [path, title] of [
      ['/scripts', 'There are no scripts yet'],
      ['/script-runs', 'No script has run yet'],
    ] as const) {
      await goTo(page, path);
      await page.getByText(title).waitFor();
      expect(await axeViolations(page)).toEqual([]);
    }
    await page.route('**/api/v1/scripts?*', (route) => route.abort());
    await goTo(page, '/scripts?search=none');
    await page.getByText('The server does not answer').first().waitFor();
    await shown.close();

    const { key } = await scene.person(['certificates:read']);
    shown = await browser.openConsole(product(), { path: '/scripts', key });
    await shown.page.getByText('You may not see this').first().waitFor();
    expect(await shown.page.getByRole('link', { name: 'Scripts' }).count()).toBe(0);
  });

  it('has a script written, linted at its line, tested with its output, changed and compared', async () => {
    shown = await browser.openConsole(product(), { path: '/scripts' });
    const { page } = shown;
    await page.getByRole('button', { name: 'New script' }).first().click();
    await page.getByLabel('Name', { exact: false }).first().fill('notify');
    await write(page, 'Text of the script', withPassword);
    await page.getByRole('button', { name: 'Line 4' }).waitFor();
    await page.getByText('PS007').waitFor();
    await page.locator('.cm-lint-marker-warning').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await write(page, 'Text of the script', text);
    await page.getByText('No findings').waitFor();
    await page.getByRole('button', { name: 'Add to Parameters' }).click();
    await page.getByRole('listitem', { name: 'Parameters 1' }).getByLabel('Name').fill('days');
    await page.getByRole('button', { name: 'Save', exact: true }).click();

    await page.getByRole('heading', { name: 'notify', level: 1 }).waitFor();
    await page.getByLabel('days').fill('$(left)');
    await page.getByRole('button', { name: 'Show what it would get' }).click();
    await page.getByText('The context has nothing for $(left)').waitFor();
    await page.getByLabel('days').fill('7');
    await page.getByRole('button', { name: 'Run for real …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run it for real' }).click();
    await page.getByRole('group', { name: 'Output' }).getByText('for www.example.com 7').waitFor();
    await page.getByText('U+001B').waitFor();
    await page.getByText('U+202E').waitFor();
    await page.getByRole('group', { name: 'Result' }).getByText('pki-team').waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await write(page, 'Text of the script', text.replace("'for'", "'of'"));
    await page.getByRole('button', { name: 'Save as the next version' }).click();
    await page.getByText('JavaScript, version 2').waitFor();
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByRole('button', { name: 'What version 2 changed' }).click();
    await page.locator('.cm-changedText').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});
