import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { createScene } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { czertainlyExport, keyfactorExport } from '../imports/varied-exports';
import { axeViolations, browserOfFile, describeInBrowser, goTo, type ConsolePage } from '../support/browser';
import { productBehindFront } from '../support/front';

/** Would run a script, load from elsewhere, or turn the text behind it, were it taken for anything but text. */
const hostile = `"><img src=https://evil.example/x onerror=alert(1)><script>alert(2)</script>\u202egnp.exe`;

describeInBrowser('the screens of administration', () => {
  const product = productBehindFront();
  const scene = createScene(product);
  const { openConsole } = browserOfFile();
  let shown: ConsolePage | undefined;
  let group: { readonly uuid: string };
  afterEach(async () => {
    await shown?.close();
    expect(shown?.faults).toEqual([]);
    shown = undefined;
  });

  beforeAll(async () => {
    group = await scene.make('/groups', { name: hostile, description: hostile });
    const role = await scene.make('/roles', { name: hostile, description: hostile, permissions: ['groups:read'] });
    await scene.make('/users', { username: 'hostile', displayName: hostile, roles: [role.uuid] });
    await scene.make('/api-keys', { name: hostile });
    await scene.make('/custom-attributes', { name: 'hostile', label: hostile, contentType: 'string' });
    await scene.make('/certificate-profiles', { name: hostile, description: hostile });
    await scene.make('/ra-profiles', { name: hostile, description: hostile });
    const certificate = toPem(buildCertificate({ subject: hostile, sans: ['hostile.example.org'] }));
    await product().call('post', '/certificates/upload').send({ certificate }).expect(201);
  });

  it('say what to do first, make an object by its form, and show faults at their fields', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    await goTo(page, '/approval-profiles');
    await page.getByText('There is no approval profile yet').waitFor();
    await goTo(page, '/groups/new');
    await page.getByRole('button', { name: 'Make the group' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel(/^Name/).fill('Web shop');
    await page.getByLabel(/^Email/).fill('no address');
    await page.getByRole('button', { name: 'Make the group' }).click();
    await page.locator('[data-invalid] >> text=/address/').first().waitFor();
    await page.getByLabel(/^Email/).fill('web@example.org');
    await page.getByRole('button', { name: 'Make the group' }).click();
    await page.getByRole('heading', { name: /Group Web shop/, level: 1 }).waitFor();
    await page.getByText('Nothing uses it: it can be deleted.').waitFor();
  });

  it('say who uses what is to be deleted, and refuse', async () => {
    const role = await scene.make('/roles', { name: 'In use', permissions: ['groups:read'] });
    await scene.make('/users', { username: 'has-it', roles: [role.uuid] });
    shown = await openConsole(product());
    const { page } = shown;
    await goTo(page, `/roles/${role.uuid}`);
    await page.getByText('List groups').waitFor();
    await page.getByRole('button', { name: 'Delete …' }).click();
    await page.getByLabel(/^Type the name/).fill('In use');
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.getByRole('alert').filter({ hasText: 'has-it' }).waitFor();
  });

  it('show what is inherited from the settings, and who changed a setting', async () => {
    const profile = await scene.make('/ra-profiles', { name: 'Plain' });
    shown = await openConsole(product());
    const { page } = shown;
    await goTo(page, `/ra-profiles/${profile.uuid}`);
    await page.getByText('from the platform’s settings').first().waitFor();
    await goTo(page, '/settings/edit');
    await page.getByLabel('Sync timeout').fill('PT20S');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'Sync timeout' });
    await row.getByText('20 seconds').waitFor();
    await row.getByText('30 seconds').waitFor();
    expect(await row.textContent()).toMatch(/just now by/);
  });

  it('make an API key that is shown once, and revoke it', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    await goTo(page, '/account?tab=keys');
    await page.getByRole('button', { name: 'New API key' }).first().click();
    await page.getByRole('textbox', { name: /^Name/ }).fill('for a script');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const key = (await page.getByTestId('new-key').textContent()) ?? '';
    await product().call('get', '/me', key).expect(200);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('button', { name: 'Revoke for a script' }).click();
    await page.getByRole('button', { name: 'Revoke this key' }).click();
    await page.getByText('is revoked').first().waitFor();
    await product().call('get', '/me', key).expect(401);
  });

  it('import from Keyfactor Command and CZERTAINLY, from the dry run to what was written', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    await goTo(page, '/imports');
    const asFile = (name: string, content: unknown) => ({
      ...{ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(content)) },
    });
    const input = page.locator('main input[type=file]');
    await input.setInputFiles([
      asFile('keyfactor.json', keyfactorExport),
      ...czertainlyExport.map((content, index) => asFile(`czertainly-${index}.json`, content)),
    ]);
    await page.getByText('keyfactor.json').first().waitFor();
    await page.getByRole('button', { name: 'Look what would be done' }).click();
    const totals = page.getByTestId('totals');
    await totals.getByText(/[1-9]\d* would be created/).waitFor();
    expect((await product().call('get', '/collections').expect(200)).body.items).toEqual([]);
    await page.getByRole('listitem').filter({ hasText: 'Trigger Weak keys' }).first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: /^Write \d+ …$/ }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Write \d+ object/ })
      .click();
    await totals.getByText(/[1-9]\d* created/).waitFor();
    const names = ['/collections', '/groups', '/triggers'].map(async (path) =>
      (await product().call('get', path).expect(200)).body.items.map(({ name }: { readonly name: string }) => name),
    );
    expect((await Promise.all(names)).flat()).toEqual(expect.arrayContaining(['Web', 'Crypto', 'Weak keys']));
    await goTo(page, '/imports/origins?system=czertainly');
    await page.getByRole('row').filter({ hasText: 'Crypto' }).first().waitFor();
  });

  it('apply configuration once the differences were seen, and have it in the audit log, which is whole', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    await goTo(page, '/configuration');
    const yaml = 'apiVersion: certloom/v1\nkind: Group\nmetadata: { name: From a file }\nspec: { description: d }\n';
    await page
      .locator('main input[type=file]')
      .setInputFiles([{ name: 'groups.yaml', mimeType: 'application/yaml', buffer: Buffer.from(yaml) }]);
    await page.getByRole('button', { name: 'Show the differences' }).click();
    await page.getByTestId('counts').getByText('1 would be created').waitFor();
    await page.getByRole('button', { name: 'Apply 1 …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply 1 change' }).click();
    await page.getByTestId('counts').getByText('1 created').waitFor();
    await goTo(page, '/audit-log?operation=groups.create&phase=outcome');
    await page
      .getByRole('button', { name: /^Row \d+: groups\.create/ })
      .first()
      .click();
    await page.getByRole('dialog').getByText('From a file').first().waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByTestId('verdict').getByText('The log is whole').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('say what one may not do, and that the server is away', async () => {
    const { key } = await scene.person(['groups:read']);
    shown = await openConsole(product(), { key });
    const { page, context } = shown;
    await goTo(page, '/users');
    await page.getByRole('alert').filter({ hasText: 'You may not see this' }).waitFor();
    await goTo(page, `/groups/${group.uuid}`);
    const change = page.getByRole('button', { name: 'Change …' });
    await change.waitFor();
    expect(await change.getAttribute('aria-disabled')).toBe('true');
    await context.route(/\/api\/v1\/groups/, (route) => route.fulfill({ status: 500, body: '' }));
    await goTo(page, '/groups');
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await context.unroute(/\/api\/v1\/groups/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('row').filter({ hasText: 'onerror' }).waitFor();
  });

  it('run no script of what others have written, on any screen that there is', async () => {
    shown = await openConsole(product());
    const { page } = shown;
    const ran: string[] = [];
    page.on('dialog', (dialog) => {
      ran.push(dialog.message());
      void dialog.dismiss();
    });
    const lists = navigated();
    expect(lists).toContain('/certificates');
    for (const at of lists) {
      await goTo(page, at);
      await settled(page);
      expect([at, await page.locator('main :is(img, script, iframe)').count()]).toEqual([at, 0]);
      for (const first of await firstShown(page, at)) {
        await goTo(page, first);
        await settled(page);
        expect([page.url(), await page.locator('main :is(img, script, iframe)').count()]).toEqual([page.url(), 0]);
      }
    }
    expect(ran).toEqual([]);
  });

  // Minutes of axe alone: each screen that is made by hand is looked at in its own tests.
  const itLong = process.env['CERTLOOM_TEST_LONG'] === '1' ? it : it.skip;
  itLong(
    'have nothing that axe finds: lists in light, the first object of each in dark',
    async () => {
      shown = await openConsole(product());
      const { page } = shown;
      const found: string[] = [];
      const look = async (at: string) => {
        await goTo(page, at);
        await settled(page);
        found.push(...(await axeViolations(page)).map((violation) => `${at}: ${violation}`));
      };
      const objects: string[] = [];
      for (const at of navigated()) {
        await look(at);
        objects.push(...(await firstShown(page, at)));
      }
      await page.emulateMedia({ colorScheme: 'dark' });
      for (const at of objects) await look(at);
      expect(objects.length).toBeGreaterThan(5);
      expect(found).toEqual([]);
    },
    900_000,
  );
});

/** Where the first object of the list that is shown is, if it has one. */
async function firstShown(page: Page, list: string): Promise<readonly string[]> {
  const first = page.locator(`main [role=row] a[href^="${list === '/' ? '/none' : list}/"]`).first();
  return (await first.count()) === 0 ? [] : [(await first.getAttribute('href')) ?? list];
}

/** Until nothing of the screen is on its way any more. */
async function settled(page: Page): Promise<void> {
  const loading = page.locator('main p[role=status]', { hasText: 'Loading' });
  while ((await loading.count()) > 0) await page.waitForTimeout(50);
}

/** Every screen that the side bar leads to. Read as text: the console's modules are for another place than this program. */
function navigated(): readonly string[] {
  const file = path.join(__dirname, '..', '..', 'console', 'src', 'shared', 'shell', 'navigation.ts');
  return [...readFileSync(file, 'utf8').matchAll(/\bto: '([^']+)'/g)].map(([, to]) => to!);
}
