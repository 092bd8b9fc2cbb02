import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { createScene } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { axeViolations, browserOfFile, describeInBrowser, pasteInto, type ConsolePage } from '../support/browser';
import { productBehindFront } from '../support/front';

const product = productBehindFront();
const scene = createScene(() => product());
/** Where pictures of the screens go, for whoever looks at them; nowhere without it. */
const pictures = process.env['CERTLOOM_PICTURES'];

async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined)
    await page.screenshot({ path: path.join(pictures, `builder-${name}.png`), fullPage: true });
}

const handle = (page: Page, step: string, id?: string) =>
  page.locator(`.react-flow__handle[data-nodeid="${step}"]${id === undefined ? '.target' : `[data-handleid="${id}"]`}`);

/** Draws a way from a handle to a step, by the pointer. */
async function draw(page: Page, from: string, way: string, to: string): Promise<void> {
  const [a, b] = [await handle(page, from, way).boundingBox(), await handle(page, to).boundingBox()];
  await page.mouse.move(a!.x + a!.width / 2, a!.y + a!.height / 2);
  await page.mouse.down();
  await page.mouse.move(a!.x + 30, a!.y + 30, { steps: 3 });
  await page.mouse.move(b!.x + b!.width / 2, b!.y + b!.height / 2, { steps: 6 });
  await page.mouse.up();
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page
    .getByRole('button', { name: new RegExp(`^(?:.* )?${label}`) })
    .last()
    .click();
  await page.getByRole('option', { name: option }).click();
}

describeInBrowser('workflow builder', () => {
  const browser = browserOfFile();
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-builder-'));
  let shown: ConsolePage | undefined;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    expect(shown?.faults ?? []).toEqual([]);
    await shown?.close();
    shown = undefined;
  });

  it('says what there is not, whom it may not be shown to, and that the API is broken', async () => {
    shown = await browser.openConsole(product(), { path: '/builder/instances' });
    await shown.page.getByText('Nothing has run yet').waitFor();
    expect(await axeViolations(shown.page)).toEqual([]);
    await shown.page.route('**/api/v1/builder/definitions?*', (route) => route.fulfill({ status: 500, body: '' }));
    await shown.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Workflows' }).click();
    await shown.page.getByText(/The server answered with status 500/).waitFor();
    await shown.page.unroute('**/api/v1/builder/definitions?*');
    await shown.page.getByRole('button', { name: 'Try again' }).click();
    await shown.page.getByRole('link', { name: 'Enrollment (global)' }).waitFor();
    expect(await axeViolations(shown.page)).toEqual([]);
    await shown.close();

    const { key } = await scene.person(['certificates:read']);
    shown = await browser.openConsole(product(), { path: '/builder/definitions', key });
    await shown.page.getByText('You may not see this').first().waitFor();
    expect(await shown.page.getByRole('link', { name: 'Workflows', exact: true }).count()).toBe(0);
  });

  it('draws, previews, publishes and runs a workflow, which fails, is mended, and goes on where it failed', async () => {
    const uploaded = await scene.upload(buildCertificate({ subject: 'flow.example.org', sans: ['flow.example.org'] }));
    expect(uploaded.status).toBe(201);
    const cause = path.join(folder, 'cause');
    writeFileSync(cause, '');

    shown = await browser.openConsole(product(), { path: '/builder/definitions', width: 1440 });
    const { page } = shown;
    await page.getByRole('button', { name: 'New workflow' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Tell and check');
    await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click();
    await page.getByRole('heading', { name: /Tell and check/ }).waitFor();
    await handle(page, 'End').waitFor();

    // By the pointer: a step from the palette, drawn into the way from Start to End.
    await page.getByRole('tab', { name: 'Add' }).click();
    await page
      .getByRole('button', { name: 'Set Variable Data' })
      .dragTo(page.locator('[data-canvas]'), { targetPosition: { x: 120, y: 120 } });
    await handle(page, 'SetVariableData').waitFor();
    await draw(page, 'Start', 'continue', 'SetVariableData');
    await draw(page, 'SetVariableData', 'continue', 'End');
    await page.locator('.react-flow__node[data-id="SetVariableData"]').click();
    await choose(page, 'Runtime', 'Bash');
    await pasteInto(page.getByRole('textbox', { name: 'Script of the step' }), `test ! -e ${cause}`);

    // By a press: behind Start, in front of what stood there.
    await page.locator('.react-flow__node[data-id="Start"]').click();
    await page.getByRole('button', { name: 'Write Event Log' }).click();
    await page.getByRole('textbox', { name: /^Message/ }).click();
    await page.keyboard.type('Hello $(certificate.c');
    await page.getByRole('option', { name: /^certificate\.cn / }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(`document.querySelector('textarea').value === 'Hello $(certificate.cn)'`);
    await page.getByRole('tab', { name: 'Problems (1)' }).waitFor();
    await page.keyboard.press('Control+s');
    await page.getByText('Saved.').waitFor();
    await page.getByText('not saved').waitFor({ state: 'detached' });
    expect(await axeViolations(page)).toEqual([]);
    await picture(page, 'editor');

    await page.getByRole('button', { name: 'Preview', exact: true }).click();
    await choose(page, 'About the certificate', 'flow.example.org');
    await page.getByRole('button', { name: 'Fill every step' }).click();
    await page.getByText('Hello flow.example.org').waitFor();
    await picture(page, 'preview');
    await page.getByRole('button', { name: 'Close', exact: true }).click();

    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('No instance is under way.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Version 1 is published.').waitFor();

    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await choose(page, 'About the certificate', 'flow.example.org');
    await page.getByRole('button', { name: 'Start it' }).click();
    await page.getByRole('button', { name: 'Restart at the failed step' }).waitFor();
    await page.locator('.react-flow__node').first().waitFor();
    await picture(page, 'failed');
    expect(await axeViolations(page)).toEqual([]);
    rmSync(cause);
    await page.getByRole('button', { name: 'Restart at the failed step' }).click();
    await page.getByRole('heading', { level: 1, name: /complete/ }).waitFor();
    const log = page.getByRole('region', { name: 'Steps' });
    expect(await log.getByText('visit 1, attempt 2').count()).toBeGreaterThan(0);
    await picture(page, 'complete');
  });

  it('adds and connects a step by keyboard alone, and shows versions beside each other', async () => {
    shown = await browser.openConsole(product(), { path: '/builder/definitions', theme: 'dark' });
    const { page } = shown;
    const press = async (keys: readonly string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.getByRole('link', { name: 'Tell and check' }).focus();
    await press(['Enter']);
    await page.getByRole('tab', { name: 'Steps' }).focus();
    await press(['ArrowRight', 'Tab']);
    const add = page.getByRole('button', { name: 'Wait for Signal/Condition' });
    for (let tabs = 0; tabs < 30 && (await page.locator(':focus').textContent()) !== (await add.textContent()); tabs++)
      await press(['Tab']);
    await press(['Enter']);
    await page.getByRole('region', { name: 'Step WaitForSignalCondition' }).waitFor();
    // From the new step to End, by its list of ways.
    await page.getByRole('tab', { name: 'Settings' }).focus();
    await press(['ArrowRight', 'Tab', 'Enter']);
    await page.getByRole('option', { name: 'End' }).waitFor();
    await press(['e', 'n', 'Enter']);
    await page.getByRole('tab', { name: 'Add' }).focus();
    await press(['ArrowLeft']);
    await page.getByText('then → End').nth(1).waitFor();
    // One back and one forth.
    await press(['Control+z']);
    await page.getByText('nowhere yet', { exact: true }).first().waitFor();
    await press(['Control+Shift+z', 'Control+s']);
    await page.getByText('Saved.').waitFor();
    await page.getByText('published, changed since').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await picture(page, 'dark');

    await page.getByRole('button', { name: 'More for this workflow' }).click();
    await page.getByRole('menuitem', { name: 'Versions' }).click();
    await page.getByText('Steps: 1 added.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await picture(page, 'versions');
  });

  it('has the list of steps in place of the canvas in a small window', async () => {
    shown = await browser.openConsole(product(), { path: '/builder/definitions', width: 320 });
    const { page } = shown;
    await page.getByRole('link', { name: 'Tell and check' }).click();
    await page.getByRole('list', { name: 'Steps' }).waitFor();
    expect(await page.locator('.react-flow').count()).toBe(0);
    await page
      .getByRole('list', { name: 'Steps' })
      .getByRole('button', { name: /Write Event Log/ })
      .click();
    await page.getByRole('textbox', { name: /^Message/ }).waitFor();
    expect(Number(await page.evaluate('document.documentElement.scrollWidth'))).toBeLessThanOrEqual(320);
    expect(await axeViolations(page)).toEqual([]);
    await picture(page, 'small');
  });
});
