import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { createScene, property } from '../acceptance/scene';
import { buildCertificate, type FixtureKey } from '../hostile/certificate-builder';
import { axeViolations, browserOfFile, describeInBrowser, goTo, type ConsolePage } from '../support/browser';
import { productBehindFront } from '../support/front';

const product = productBehindFront();
const scene = createScene(() => product());

/** The usual keys of fixtures are of elliptic curves, whose 256 bits are below any bound for RSA. */
function rsaKey(modulusLength: number): FixtureKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return { type: 'rsa', privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) };
}

/** By the keyboard to the next element with this name; fails when there is none among the next hundred. */
async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press(key);
    const found = await page.evaluate(`(() => {
      const at = document.activeElement;
      const labelled = (at?.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '');
      return [at?.getAttribute('aria-label'), ...labelled, at?.labels?.[0]?.textContent, at?.textContent].join(' ');
    })()`);
    if (name.test(String(found))) return;
  }
  throw new Error(`nothing called ${String(name)} can be reached by ${key}`);
}

/** Pictures for those who want to look at them. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['CERTLOOM_PICTURES'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

describeInBrowser('triggers and collections', () => {
  const browser = browserOfFile();
  let shown: ConsolePage | undefined;

  afterEach(async () => {
    expect(shown?.faults ?? []).toEqual([]);
    await shown?.close();
    shown = undefined;
  });

  it('rejects weak keys: written, tried on three certificates, attached, refused, and the reason is found', async () => {
    for (const subject of ['weak.example.org', 'web.example.org', 'mail.example.org']) {
      await scene.upload(buildCertificate({ subject, key: rsaKey(subject.startsWith('weak') ? 1024 : 2048) }));
    }
    shown = await browser.openConsole(product(), { path: '/triggers', width: 1440 });
    const { page } = shown;
    await page.getByText('There are no triggers yet').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'New trigger' }).first().click();
    // The list has a filter of this name, too.
    await page.getByRole('heading', { name: 'New trigger' }).waitFor();
    await page.getByLabel(/^Name/).fill('Weak keys');
    await page.getByRole('button', { name: 'Add a comparison' }).click();
    await page.getByRole('combobox', { name: 'What is compared' }).fill('key size');
    await page
      .getByRole('option', { name: /^key size/ })
      .first()
      .click();
    const row = page.getByRole('group', { name: /^key size/ });
    await row.getByText('A value is missing.').waitFor();
    await row.getByRole('button', { name: /How it is compared/ }).click();
    await page.getByRole('option', { name: 'is below', exact: true }).click();
    await row.getByRole('textbox', { name: 'Value' }).fill('2048');
    await page.getByText(/Matches 1 of 3 certificates/).waitFor();
    await page.getByText('3 events').waitFor();
    await page.getByRole('button', { name: '1 would match' }).click();
    await page.getByRole('list', { name: 'Events: would match' }).getByText('weak.example.org').waitFor();
    const found = page.getByRole('list', { name: 'Certificates found' });
    for (const name of ['web.example.org', 'mail.example.org', 'weak.example.org']) await found.getByText(name).click();
    const tried = page.getByRole('list', { name: 'Tried on' });
    await tried.getByText('did not match').filter({ visible: true }).nth(1).waitFor();
    await tried.getByText('matched', { exact: true }).first().waitFor();
    expect(await tried.getByText('actual: 1024').count()).toBe(1);
    await page.getByRole('button', { name: 'Show JSON' }).click();
    await page.getByText('"KEY_SIZE"').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await picture(page, 'trigger-editor');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Weak keys', level: 1 }).waitFor();
    await page.getByText('not attached: does nothing').waitFor();

    const { body } = await product().call('get', '/triggers?name=Weak%20keys');
    await scene.attach({ ignore: body.items });
    const refused = await scene.upload(buildCertificate({ subject: 'other.example.org', key: rsaKey(1024) }));
    expect(refused.body.code).toBe('certificate_ignored');
    await page.getByText('in force').waitFor();
    await page.getByRole('link', { name: /^1 in 24 hours/ }).click();
    await page.getByRole('table', { name: 'events' }).getByRole('link', { name: 'Certificate uploaded' }).click();
    await page
      .getByText(/ignored by “Weak keys”: it matched because key size .*is below 2048/)
      .first()
      .waitFor();
  });

  it('is edited by keyboard alone, with undo, versions and the way back', async () => {
    shown = await browser.openConsole(product(), { path: '/triggers', theme: 'dark' });
    const { page } = shown;
    await page.getByRole('table', { name: 'triggers' }).getByText('Weak keys').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await picture(page, 'triggers');
    await tabTo(page, /^\s*Weak keys/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Weak keys', level: 1 }).waitFor();
    await tabTo(page, /^ *Edit/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Edit Weak keys' }).waitFor();
    await tabTo(page, /\+ Comparison/);
    await page.keyboard.press('Enter');
    await page.locator('[data-path="1"] input:focus').waitFor();
    await page.keyboard.type('public key alg');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: /^public key algorithm is/ }).waitFor();
    await tabTo(page, /Value/);
    await page.keyboard.type('rsa');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Alt+ArrowUp');
    await page.locator('[data-path="0"]').getByText('Algorithm of the public key.').waitFor();
    await page.locator('[data-path="0"] input:focus').waitFor();
    await page.keyboard.press('Control+z');
    await page.locator('[data-path="1"]').getByText('Algorithm of the public key.').waitFor();
    await page.getByRole('button', { name: /^0 more/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await picture(page, 'trigger-editor-dark');
    await tabTo(page, /^ *Save/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Weak keys', level: 1 }).waitFor();
    await page.getByText('Version 1 was saved').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await picture(page, 'trigger');
    await page.getByRole('button', { name: /Restore version 1/ }).click();
    await page.getByRole('heading', { name: 'Edit Weak keys' }).waitFor();
    await page.locator('[data-path="0"]').waitFor();
    expect(await page.locator('[data-path="1"]').count()).toBe(0);
  });

  it('keeps a search for certificates as a collection', async () => {
    shown = await browser.openConsole(product(), { path: '/collections' });
    const { page } = shown;
    await page.getByText('There are no collections yet').waitFor();
    const condition = property('COMMON_NAME', 'STARTS_WITH', 'w');
    await goTo(page, `/certificates?condition=${encodeURIComponent(JSON.stringify(condition))}`);
    await page.getByRole('table', { name: 'certificates' }).getByRole('link', { name: 'weak.example.org' }).waitFor();
    expect(await page.getByRole('table', { name: 'certificates' }).getByText('mail.example.org').count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    await picture(page, 'certificates-by-condition');
    await page.getByRole('button', { name: 'Save as a collection' }).click();
    await page.getByText(/2\s*certificates are in it/).waitFor();
    await page.getByLabel(/^Name/).fill('Begins with w');
    expect(await axeViolations(page)).toEqual([]);
    await picture(page, 'collection-editor');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Begins with w', level: 1 }).waitFor();
    await page.getByRole('table', { name: 'certificates' }).getByRole('link', { name: 'web.example.org' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('finds by filters what never matched and what went wrong', async () => {
    const nobody = await scene.profile({ recipientType: 'owner', channels: [{ type: 'email' }] });
    const failing = await scene.act([{ type: 'sendNotification', profiles: [nobody.uuid] }], { name: 'Tell nobody' });
    await scene.ignore({ name: 'Waits in vain', condition: property('COMMON_NAME', 'EQUALS', 'never.example.org') });
    await scene.attach({ actions: [failing] });
    const { body } = await scene.upload(buildCertificate({ subject: 'ownerless.example.org' }));
    await scene.firingWhen(body.uuid, 'went wrong', ({ status }) => status === 'finished_with_errors');
    shown = await browser.openConsole(product(), { path: '/triggers?neverMatched=true' });
    const { page } = shown;
    const rows = page.getByRole('table', { name: 'triggers' });
    await rows.getByRole('link', { name: 'Waits in vain' }).waitFor();
    expect(await rows.getByRole('link', { name: 'Weak keys' }).count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.getByRole('button', { name: /Went wrong in 30 days$/ }).click();
    await page.getByRole('option', { name: 'Yes' }).click();
    await rows.getByText('failed 1×').waitFor();
    await rows.getByRole('link', { name: 'Waits in vain' }).waitFor({ state: 'detached' });
    expect(await rows.getByRole('link', { name: 'Tell nobody' }).count()).toBe(1);
    expect(page.url()).toContain('failing=true');
    await picture(page, 'triggers-failing');
  });

  it('says to whom it may not be shown, and that the server does not answer', async () => {
    const { key } = await scene.person(['certificates:read']);
    shown = await browser.openConsole(product(), { path: '/triggers', key });
    await shown.page.getByText('You may not see this').first().waitFor();
    expect(await shown.page.getByRole('link', { name: 'Triggers' }).count()).toBe(0);
    await shown.close();
    shown = await browser.openConsole(product(), { path: '/', width: 320 });
    const { page } = shown;
    await page.route('**/api/v1/triggers?*', (route) => route.abort());
    await goTo(page, '/triggers');
    await page.getByText('The server does not answer').first().waitFor();
    await goTo(page, '/triggers/new');
    await page.getByRole('button', { name: 'Add a comparison' }).click();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await picture(page, 'trigger-editor-320');
  });
});
