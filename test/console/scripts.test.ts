import { createScene, property } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { axeViolations, browserOfFile, describeInBrowser, goTo, pasteInto, type ConsolePage } from '../support/browser';
import { productBehindFront } from '../support/front';

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
      ['/alerts', 'There are no alerts yet'],
      ['/connections', 'There are no connections yet'],
      ['/secrets', 'There are no secrets yet'],
      ['/ssh-keys', 'There are no SSH keys yet'],
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
    await pasteInto(page.getByRole('textbox', { name: 'Text of the script' }), withPassword);
    await page.getByRole('button', { name: 'Line 4' }).waitFor();
    await page.getByText('PS007').waitFor();
    await page.locator('.cm-lint-marker-warning').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await pasteInto(page.getByRole('textbox', { name: 'Text of the script' }), text);
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
    await page.getByText('U+202E').waitFor();
    await page.getByRole('group', { name: 'Result' }).getByText('pki-team').waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await pasteInto(page.getByRole('textbox', { name: 'Text of the script' }), text.replace("'for'", "'of'"));
    await page.getByRole('button', { name: 'Save as the next version' }).click();
    await page.getByText('JavaScript, version 2').waitFor();
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByRole('button', { name: 'What version 2 changed' }).click();
    await page.locator('.cm-changedText').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('has an alert made with that script, tried before it is saved, run, and told what it reported', async () => {
    const notAfter = new Date(Date.now() + 10 * 86_400_000);
    await scene.upload(buildCertificate({ subject: 'web.example.org', notAfter })).expect(201);
    // More than are offered at once: the last one is found by what is typed.
    const query = property('COMMON_NAME', 'STARTS_WITH', 'web');
    for (let index = 0; index < 200; index += 1) await scene.make('/collections', { name: `Of team ${index}`, query });
    const last = await scene.make('/collections', { name: 'Web of all teams', query });
    shown = await browser.openConsole(product(), { path: '/alerts', theme: 'dark' });
    const { page } = shown;
    await page.getByRole('button', { name: 'New alert' }).first().click();
    await page.getByLabel('Name').first().fill('Web servers');
    await page.getByRole('combobox', { name: 'Collection' }).fill('Web of');
    await page.getByRole('option', { name: 'Web of all teams' }).click();
    await page.getByRole('button', { name: 'Remove recipient 1' }).click();
    await page.getByRole('list', { name: 'Next runs' }).getByRole('listitem').nth(4).waitFor();
    await page.getByLabel('Subject', { exact: true }).first().fill('Ends: ');
    await page
      .getByRole('region', { name: 'Whom it tells, and how' })
      .getByRole('button', { name: 'Insert a token into Subject' })
      .click();
    await page.getByRole('menuitem', { name: '{cn} ' }).click();
    const handler = page.getByRole('listitem', { name: 'Handlers 1' });
    await handler.getByRole('button', { name: /Type$/ }).click();
    await page.getByRole('option', { name: 'Script', exact: true }).click();
    await handler.getByLabel('Name').first().fill('tell');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('/handlers/0/settings/scriptName', { exact: true }).waitFor();
    await handler.getByRole('button', { name: /Script name/ }).click();
    await page.getByRole('option', { name: 'notify' }).click();
    await handler.getByRole('textbox', { name: 'days' }).fill('{daysleft}');
    // Only for some items, by a condition that is built; first one that this item does not meet.
    await handler.getByRole('button', { name: 'Add a comparison' }).click();
    // It takes the focus a moment later, and would close what is open by then.
    await handler.locator('[data-path] [data-part="field"] input:focus').waitFor();
    await handler.getByRole('combobox', { name: 'What is compared' }).fill('common name');
    await page
      .getByRole('option', { name: /^common name/ })
      .first()
      .click();
    await handler.getByRole('textbox', { name: 'Value' }).fill('mail.example.org');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('its conditions do not hold').waitFor();
    await handler.getByRole('textbox', { name: 'Value' }).fill('web.example.org');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('its conditions do not hold').waitFor({ state: 'detached' });
    await page.getByText('1 is due. 1 shown, 0 not.').waitFor();
    await page.getByText('Ends: web.example.org').waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Web servers', level: 1 }).waitFor();
    const [stored] = (await scene.read('/alerts?search=Web%20servers')).items;
    const { collectionId, handlers } = await scene.read(`/alerts/${stored.uuid}`);
    expect([collectionId, handlers[0].conditions]).toMatchObject([
      last.uuid,
      [{ source: 'property', field: 'COMMON_NAME' }],
    ]);
    expect([handlers[0].conditions[0].value].flat()).toEqual(['web.example.org']);
    await page.getByText('1 is due. 1 shown, 0 not.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Run now …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run it now' }).click();
    const runs = page.getByRole('table', { name: 'runs' });
    await page.getByRole('region', { name: 'About this alert' }).getByText('finished').waitFor();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await runs.getByText('1 due, 1 done').waitFor();
    await page.getByRole('tab', { name: 'Reported' }).click();
    await page.getByRole('table', { name: 'rows' }).getByText('web.example.org').first().waitFor();
    await goTo(page, '/script-runs?context=api&text=onerror');
    await page.getByRole('link', { name: 'an alert' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('shows an alert in compatibility semantics before and after it becomes native, and converts it', async () => {
    const alert = await scene.make('/alerts', {
      ...{ name: 'From elsewhere', kind: 'expiration', semantics: 'compat', schedule: { daily: { time: '03:00' } } },
      ...{ recipients: ['a@x.example'], subject: '{cn}', message: '<p>{cn}</p>', firstRun: 'baseline' },
    });
    shown = await browser.openConsole(product(), { path: `/alerts/${alert.uuid}` });
    const { page } = shown;
    await page.getByRole('heading', { name: 'From elsewhere', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Convert to native …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('.cm-changedText').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Convert it' }).click();
    await page.getByRole('region', { name: 'About this alert' }).getByText('native').waitFor();
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByRole('button', { name: 'Restore version 1' }).waitFor();
  });

  it('keeps secrets that are never shown, connections with faults at their fields, handlers and SSH keys', async () => {
    shown = await browser.openConsole(product(), { path: '/new-secret', width: 320 });
    const { page } = shown;
    await page.getByLabel('Name').fill('itsm-token');
    await page.getByLabel('Secret', { exact: true }).fill('s3cr3t-never-shown');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'itsm-token', level: 1 }).waitFor();
    expect(await page.content()).not.toContain('s3cr3t-never-shown');
    expect(await axeViolations(page)).toEqual([]);

    await goTo(page, '/connections/new');
    await page.getByLabel('Name').first().fill('itsm');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').first().waitFor();
    await page.getByLabel('Base url').fill('https://itsm.example.com/api');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'itsm', level: 1 }).waitFor();

    await goTo(page, '/handlers?builtIn=true');
    await page.getByRole('link', { name: 'webhook' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await goTo(page, '/ssh-keys/new');
    await page.getByLabel('Public key').fill('no key at all');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});
