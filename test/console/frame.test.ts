import { buildCertificate, toPem } from '../hostile/certificate-builder';
import {
  axeViolations,
  browserOfFile,
  describeInBrowser,
  goTo,
  signInByKey,
  type ConsolePage,
} from '../support/browser';
import { productBehindFront } from '../support/front';

describeInBrowser('the frame of the console', () => {
  const product = productBehindFront();
  const { openConsole } = browserOfFile();
  let shown: ConsolePage | undefined;
  afterEach(async () => {
    await shown?.close();
    expect(shown?.faults).toEqual([]);
    shown = undefined;
  });

  const name = '<img src=x onerror=alert(1)>\u202emoc.elgoog';
  beforeAll(async () => {
    for (const subject of [name, 'www.frame.example.org']) {
      const certificate = toPem(buildCertificate({ subject, sans: ['www.frame.example.org'] }));
      await product().call('post', '/certificates/upload').send({ certificate }).expect(201);
    }
  });

  it('lets in with an API key, says why not with a wrong one, and keeps none of it', async () => {
    shown = await openConsole(product(), { key: null });
    const { page } = shown;
    await page.getByRole('button', { name: 'Use an API key' }).click();
    await page.getByLabel('API key').fill('no-key-of-anybody');
    await page.getByRole('button', { name: 'Sign in', exact: true }).last().click();
    await page.getByRole('alert').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await signInByKey(page, product().adminKey);
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(kept).not.toContain(product().adminKey);
  });

  it.each(['light', 'dark'] as const)('has no fault of accessibility in %s', async (theme) => {
    shown = await openConsole(product(), { theme });
    const { page } = shown;
    expect(await axeViolations(page)).toEqual([]);
    await goTo(page, '/certificates');
    await page.getByRole('link', { name: 'www.frame.example.org' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'www.frame.example.org' }).click();
    await page.getByRole('heading', { name: 'www.frame.example.org', level: 1 }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('shows names as they are, whatever they hold', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    await goTo(page, '/certificates');
    const row = page.getByRole('row').filter({ hasText: 'onerror' });
    await row.waitFor();
    expect(await row.textContent()).toContain('<img src=x onerror=alert(1)>U+202Emoc.elgoog');
    expect(await page.locator('img').count()).toBe(0);
  });

  it('keeps the filter in the address, finds nothing with a next step, and goes back', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    await goTo(page, '/certificates?text=nobody-is-called-so');
    await page.getByText('No certificates match').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByRole('link', { name: 'www.frame.example.org' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.getByLabel('Search', { exact: true }).fill('frame');
    await page.waitForURL(/text=frame/);
  });

  it('is used with keys alone', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'Certificates', level: 1 }).waitFor();
    await page.waitForFunction(
      `document.activeElement?.tagName === 'H1' && document.title === 'Certificates · Certloom'`,
    );
    await page.getByRole('link', { name: 'www.frame.example.org' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/certificates\/[0-9a-f-]{36}$/);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.getByRole('searchbox', { name: 'Search for' }).fill('www.frame');
    await page
      .getByRole('menuitem', { name: /www\.frame\.example\.org/ })
      .first()
      .waitFor();
    expect(await axeViolations(page)).toEqual([]);
    // Both certificates are found by this name; the last entry leads to all of them.
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/certificates\?text=www/);
  });

  it('shows the requests behind a screen, without the key', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    await goTo(page, '/certificates');
    await page.getByRole('link', { name: 'www.frame.example.org' }).waitFor();
    await page.getByRole('button', { name: 'Copy as curl', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Requests behind this screen' });
    await dialog.waitFor();
    const text = await dialog.textContent();
    expect(text).toContain('/api/v1/certificates?');
    expect(text).toContain('$CERTLOOM_KEY');
    expect(text).not.toContain(product().adminKey);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('says that a page does not exist, and leads on', async () => {
    shown = await openConsole(product(), { path: '/nothing-of-ours' });
    await shown.page.getByRole('heading', { name: 'There is nothing here', level: 1 }).waitFor();
    await shown.page.getByRole('link', { name: 'Go to the overview' }).click();
    await shown.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  });

  it('tells of a refusal and of a server that is away, and goes on when it is back', async () => {
    shown = await openConsole(product());
    const { page, context } = shown;
    const problem = {
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      code: 'forbidden',
      detail: 'Not yours.',
      instance: 'r',
    };
    await context.route(/\/api\/v1\/certificates\?/, (route) =>
      route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await goTo(page, '/certificates');
    await page.getByRole('alert').filter({ hasText: 'Not yours.' }).waitFor();
    await context.unroute(/\/api\/v1\/certificates\?/);
    await goTo(page, '/');
    await context.route(/\/(api|livez)/, (route) => route.abort());
    await goTo(page, '/certificates?text=frame');
    await page.getByText('The server does not answer. This page').waitFor();
    await context.unroute(/\/(api|livez)/);
    await page.getByRole('link', { name: 'www.frame.example.org' }).waitFor();
  });

  it('fits a telephone, where the screens are in a menu', async () => {
    shown = await openConsole(product(), { width: 320 });
    const { page } = shown;
    await page.getByRole('button', { name: 'Menu of screens' }).click();
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Certificates' }).click();
    await page.getByRole('heading', { name: 'Certificates', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'www.frame.example.org' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    expect(await axeViolations(page)).toEqual([]);
  });
});
