import { generateKeyPairSync } from 'node:crypto';
import { createScene, property } from '../acceptance/scene';
import { buildCertificate, type FixtureKey } from '../hostile/certificate-builder';
import { axeViolations, browserOfFile, describeInBrowser, goTo, type ConsolePage } from '../support/browser';
import { productBehindFront } from '../support/front';

const product = productBehindFront();
const scene = createScene(() => product());

/** RSA with 1,024 bits: what the trigger of these tests refuses. */
function weakKey(): FixtureKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  return { type: 'rsa', privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) };
}

const pemOf = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;

describeInBrowser('Event Viewer', () => {
  const browser = browserOfFile();
  const weak = buildCertificate({ subject: 'weak.example.org', key: weakKey() });
  let shown: ConsolePage | undefined;

  afterEach(async () => {
    expect(shown?.faults ?? []).toEqual([]);
    await shown?.close();
    shown = undefined;
  });

  it('says that there is nothing yet, and to whom it may not be shown', async () => {
    shown = await browser.openConsole(product(), { path: '/event-history' });
    await shown.page.getByText('Nothing has happened yet').waitFor();
    expect(await axeViolations(shown.page)).toEqual([]);
    await shown.close();

    const { key } = await scene.person(['certificates:read']);
    shown = await browser.openConsole(product(), { path: '/event-history', key });
    await shown.page.getByText('You may not see this').first().waitFor();
    expect(await shown.page.getByRole('link', { name: 'Event Viewer' }).count()).toBe(0);
  });

  it('shows in two clicks why an upload was refused, and tries another rule on it', async () => {
    const condition = property('KEY_SIZE', 'LESSER', 2048);
    const trigger = await scene.ignore({ name: 'Weak keys', condition });
    await scene.attach({ ignore: [trigger] });
    expect((await scene.upload(weak)).body.code).toBe('certificate_ignored');

    shown = await browser.openConsole(product());
    const { page } = shown;
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Event Viewer' }).click();
    const rows = page.getByRole('table', { name: 'events' });
    await rows.getByText('rejected, details not kept').waitFor();
    await page.getByRole('img', { name: /Events over time: All 1/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await rows.getByRole('link', { name: 'Certificate uploaded' }).click();

    await page
      .getByText(/ignored by “Weak keys”: it matched because key size .*is below 2048/)
      .first()
      .waitFor();
    const tree = page.getByRole('list', { name: 'Condition' });
    await tree.getByText('wanted: 2048').waitFor();
    expect(await tree.getByText('holds', { exact: true }).count()).toBe(1);
    // What was never stored cannot be done again, and the button says so.
    expect(await page.getByRole('button', { name: 'Replay' }).getAttribute('aria-disabled')).toBe('true');

    await page.getByRole('textbox', { name: 'Condition as JSON' }).fill(JSON.stringify({ ...condition, value: 512 }));
    await page.getByLabel('Certificate (PEM)').fill(pemOf(weak));
    await page.getByRole('button', { name: 'Try it' }).click();
    const would = page.getByRole('region', { name: 'With the change' });
    await would.getByText('wanted: 512').waitFor();
    await would.getByText('actual: 1024').waitFor();
    await would.getByText('does not hold', { exact: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('tells of new events without moving rows, and filters by the address', async () => {
    shown = await browser.openConsole(product(), { path: '/event-history?show=front', theme: 'dark' });
    const { page } = shown;
    const rows = page.getByRole('table', { name: 'events' });
    await rows.getByText('rejected, details not kept').waitFor();
    await scene.upload(buildCertificate({ subject: 'second.example.org', key: weakKey() }));
    const news = page.getByRole('button', { name: /(new|changes?): show/ });
    await news.waitFor();
    expect(await rows.getByText('rejected, details not kept').count()).toBe(1);
    await news.click();
    await rows.getByText('rejected, details not kept').nth(1).waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await goTo(page, '/event-history?outcome=performed');
    await page.getByText('No events match').waitFor();
    await page.route('**/api/v1/event-history?*', (route) => route.abort());
    await goTo(page, '/event-history?outcome=error');
    await page.getByText('The server does not answer').first().waitFor();
  });

  it('does an event again after it was confirmed, and shows the original beside it', async () => {
    await scene.attach({});
    const { body } = await scene.upload(buildCertificate({ subject: 'web.example.org' }));
    const { firingId } = await scene.firingOf(body.uuid);

    shown = await browser.openConsole(product(), { path: `/event-history/${firingId}`, theme: 'dark' });
    const { page } = shown;
    await page.getByRole('heading', { name: 'Certificate uploaded: web.example.org' }).waitFor();
    await page.getByRole('link', { name: 'web.example.org', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Do it again' }).click();
    await page.waitForURL(/awaited=true/);
    const chain = page.getByRole('list', { name: 'Causes, the first one in front' });
    await chain.getByText('the original').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await chain.getByRole('link').first().click();
    await page.waitForURL(new RegExp(firingId));
  });
});
