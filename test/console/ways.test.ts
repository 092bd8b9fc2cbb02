import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { browserOfFile, describeInBrowser, goTo, type ConsolePage } from '../support/browser';
import { productBehindFront } from '../support/front';

const pemOf = (subject: string) => toPem(buildCertificate({ subject, sans: [subject] }));

describeInBrowser('the console between screens and sessions', () => {
  const product = productBehindFront();
  const { openConsole } = browserOfFile();
  let shown: ConsolePage | undefined;
  afterEach(async () => {
    await shown?.close();
    expect(shown?.faults).toEqual([]);
    shown = undefined;
  });

  it('leads from the overview to screens that there are, and no further', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    await page.getByText('Notices not delivered').waitFor();
    const links = page.locator('main a[href^="/"]');
    const targets = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    expect(targets.length).toBeGreaterThan(1);
    for (const target of new Set(targets.map((of) => of.split('?')[0]!))) {
      await shown.open(target);
      expect(await page.getByRole('heading', { name: 'There is nothing here' }).count()).toBe(0);
    }
  });

  it('says that there is something new, and shows it when it is asked', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    await goTo(page, '/certificates');
    await page.getByRole('heading', { name: 'Certificates', level: 1 }).waitFor();
    // The stream may open only after the first of them.
    const button = page.getByRole('button', { name: /: show$/ });
    let last = '';
    for (let tries = 0; tries < 20 && !(await button.isVisible()); tries++) {
      last = `news${tries}.example.org`;
      await product()
        .call('post', '/certificates/upload')
        .send({ certificate: pemOf(last) })
        .expect(201);
      await button.waitFor({ timeout: 5000 }).catch(() => undefined);
    }
    await button.click();
    await page.getByRole('link', { name: last }).waitFor();
  });

  it('signs out for good', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Certloom' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to Certloom' }).waitFor();
  });
});
