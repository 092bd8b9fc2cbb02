import { createClock, createExpirationScene, dayMs, tellingProduct } from '../expiration/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { mailParts } from '../notifications/support/mime';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { eventually } from '../acceptance/scene';
import { axeViolations, browserOfFile, describeInBrowser, goTo, type ConsolePage } from '../support/browser';
import { productBehindFront } from '../support/front';

const clock = createClock(new Date().toISOString());
let mail: MailCatcher;
beforeAll(async () => {
  mail = await startMailCatcher();
});
afterAll(() => mail?.close());
const product = productBehindFront({}, () => tellingProduct(clock, { SMTP_URL: `smtp://127.0.0.1:${mail.port}` }));
const scene = createExpirationScene(() => product(), clock);

describeInBrowser('first journeys', () => {
  const browser = browserOfFile();
  let shown: ConsolePage | undefined;

  afterEach(async () => {
    expect(shown?.faults ?? []).toEqual([]);
    await shown?.close();
    shown = undefined;
  });

  it('goes from the address that works once to the first certificate and its firing', async () => {
    const { body } = await product().call('post', '/sign-in/addresses').expect(201);
    shown = await browser.openConsole(product(), { key: null, path: new URL(body.url as string).pathname });
    const { page } = shown;
    await page.getByRole('button', { name: 'Sign in' }).click();
    const screens = page.getByRole('navigation', { name: 'Screens' });
    await screens.getByRole('link', { name: 'Expiring' }).click();
    await page.getByText('Nothing ends soon').waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await screens.getByRole('link', { name: 'Upload' }).click();
    const pem = toPem(buildCertificate({ subject: 'first.example.org', notAfter: clock.in(300 * dayMs) }));
    await page.getByLabel('Or paste PEM').fill(pem);
    await page.getByRole('button', { name: 'Upload the text' }).click();
    await page.getByRole('link', { name: 'Open the certificate' }).first().click();
    await page.getByRole('heading', { name: 'first.example.org', level: 1 }).waitFor();
    await screens.getByRole('link', { name: 'Event Viewer' }).click();
    await page
      .getByRole('table', { name: 'events' })
      .getByRole('link', { name: /Certificate uploaded/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Certificate uploaded: first.example.org' }).waitFor();
  });

  it('goes from a mail to acknowledged', async () => {
    const email = 'owner@example.org';
    const owner = await scene.person(['certificates:read', 'expiring:read', 'expiring:write'], { email });
    const rule = { recipientType: 'user', recipients: [owner.uuid] };
    const profile = await scene.profile({
      ...rule,
      name: 'Mail to the owner',
      channels: [{ type: 'email' }],
      frequency: 'P1D',
    });
    await scene.watchFor({ actions: [await scene.tells([profile], { name: 'Tell the owner' })] });
    const uuid = await scene.stored(clock.in(3 * dayMs), { subject: 'shop.example.org' });
    await scene.scan();
    const message = await eventually('the mail', async () => mail.mails.findLast(({ to }) => to.includes(email)));
    const text = mailParts(message.raw).find(({ type }) => type === 'text/plain')!.text;
    const [link] = /http:\/\/127\.0\.0\.1:\d+\/n\/[A-Za-z0-9_-]+/.exec(text) ?? [];

    shown = await browser.openConsole(product(), { key: null, path: new URL(link!).pathname, width: 320 });
    const { page } = shown;
    await page.getByText('Nobody has acknowledged this yet.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.setViewportSize({ width: 1400, height: 900 });
    await page.getByRole('link', { name: 'Open it in the console' }).click();
    await page.getByRole('button', { name: 'Use an API key' }).click();
    await page.getByLabel('API key').fill(owner.key);
    await page.getByRole('button', { name: 'Sign in', exact: true }).last().click();
    await page.getByRole('heading', { name: 'shop.example.org', level: 1 }).waitFor();
    expect(page.url()).toContain(`/certificates/${uuid}`);

    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Expiring' }).click();
    const rows = page.getByRole('table', { name: 'certificates that end' });
    const act = rows.getByRole('button', { name: 'Acknowledge' });
    await act.waitFor();
    // The last column is in sight at this width, without scrolling to the side.
    const box = await act.boundingBox();
    expect(box!.x + box!.width).toBeLessThanOrEqual(1400);
    expect(await axeViolations(page)).toEqual([]);
    await act.click();
    await page.getByRole('dialog').getByLabel('Comment').fill('renewing it today');
    await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await rows.getByText('renewing it today').waitFor();
    expect((await scene.read(`/expiring/${uuid}`)).state).toBe('acknowledged');
  });

  it('tells of deliveries, approvals and what ends, empty, refused and broken', async () => {
    shown = await browser.openConsole(product(), { path: '/deliveries', theme: 'dark' });
    const { page, context } = shown;
    await page.getByRole('table', { name: 'deliveries' }).getByText('owner@example.org').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await goTo(page, '/approvals');
    await page.getByText('Nothing was asked for yet').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await goTo(page, '/expiring');
    await page.getByRole('table', { name: 'certificates that end' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);

    const day = clock
      .in(3 * dayMs)
      .toISOString()
      .slice(0, 10);
    const { days } = await scene.read(`/expiring/days?month=${day.slice(0, 7)}`);
    const found = days.find((one: { day: string }) => one.day === day);
    expect(found.certificates).toEqual({ value: 1, relation: 'exact' });
    await goTo(page, `/expiring?tab=calendar&month=${day.slice(0, 7)}`);
    await page.getByRole('link', { name: /^1 ends on / }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Month after' }).click();
    await page.getByRole('link', { name: /^1 ends on / }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Month before' }).click();
    await page.getByRole('link', { name: /^1 ends on / }).waitFor();

    // By the keyboard alone: one stop of the Tab key, arrows between days, pages between months.
    const at = () => page.evaluate<string | null>('document.activeElement?.getAttribute("data-day") ?? null');
    await page.getByRole('button', { name: 'This month' }).focus();
    await page.keyboard.press('Tab');
    expect((await at())?.slice(0, 7)).toBe(day.slice(0, 7));
    await page.keyboard.press('PageDown');
    await eventually('the next month', async () => ((await at()) ?? '') > `${day.slice(0, 7)}-31`);
    await page.keyboard.press('PageUp');
    await eventually('the month before', async () => (await at())?.startsWith(day.slice(0, 7)));
    for (let steps = 0; steps < 31 && (await at()) !== day; steps += 1) {
      await page.keyboard.press(((await at()) ?? '') < day ? 'ArrowRight' : 'ArrowLeft');
    }
    expect(await at()).toBe(day);
    await page.keyboard.press('Enter');
    await page.getByRole('table', { name: 'certificates' }).getByRole('link', { name: 'shop.example.org' }).waitFor();
    expect(page.url()).toContain(`notAfterFrom=${day}`);
    await context.route(/\/api\/v1\/(approvals|deliveries|expiring)\?/, (route) => route.abort());
    for (const path of ['/approvals?status=pending', '/deliveries?status=failed', '/expiring?within=P1D']) {
      await goTo(page, path);
      await page.getByRole('alert').getByText('The server does not answer', { exact: true }).waitFor();
    }
    await shown.close();

    const { key } = await scene.person(['certificates:read']);
    shown = await browser.openConsole(product(), { path: '/approvals', key });
    for (const path of ['/approvals', '/deliveries', '/expiring', '/notification-profiles']) {
      await goTo(shown.page, path);
      await shown.page.getByText('You may not see this').first().waitFor();
    }
  });

  it('shows where sets are in force, and attaches, orders and detaches triggers', async () => {
    const group = await scene.group({ name: 'Web' });
    await scene.watchFor({ actions: [] }, { resource: 'groups', uuid: group.uuid });
    const { items } = await scene.read('/notification-profiles');
    await scene.tells([items[0]], { name: 'Tell once more' });

    shown = await browser.openConsole(product(), { path: '/events', width: 1440 });
    const { page } = shown;
    await page.getByRole('link', { name: 'Certificate expiring', exact: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Where sets override' }).click();
    await page.getByText(/Group Web hides the platform’s set: “Tell the owner” does not run there\./).waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await goTo(page, '/events/certificate_expiring');
    const list = page.getByRole('grid', { name: 'Action triggers' });
    await list.getByText('Tell the owner').waitFor();
    await page.getByRole('combobox', { name: 'Attach to Action triggers' }).click();
    await page.getByRole('option', { name: 'Tell once more' }).click();
    await list.getByText('runs with your rights once saved').waitFor();
    await page.getByRole('button', { name: 'Move Tell once more up' }).click();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save the set' }).click();
    await page.getByText('The set is saved.').waitFor();
    const { actions } = await scene.read('/trigger-sets/certificate_expiring');
    expect(actions.map(({ name }: { name: string }) => name)).toEqual(['Tell once more', 'Tell the owner']);

    await goTo(page, '/events/certificate_expiring?tab=effective');
    await page.getByTestId('effective').getByText('Platform').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it('edits a notification profile with its preview, and takes a version back', async () => {
    shown = await browser.openConsole(product(), { path: '/notification-profiles', width: 1440 });
    const { page } = shown;
    await page.getByRole('link', { name: 'Mail to the owner' }).waitFor();
    await page.getByRole('table', { name: 'profiles' }).getByText('Tell the owner').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Mail to the owner' }).click();
    await page.getByLabel('Subject (E-mail)').fill('Look at {{ subject }}');
    await page.getByRole('region', { name: 'Preview: E-mail' }).getByText('Look at CN=sample.example').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save the profile' }).click();
    await page.getByText('is saved as version 2').waitFor();
    await page.getByRole('tab', { name: 'Versions (2)' }).click();
    await page.getByRole('region', { name: 'templates', exact: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take version 1 into the editor' }).click();
    await page.getByRole('button', { name: 'Save the profile' }).click();
    await page.getByText('is saved as version 3').waitFor();
    const { items } = await scene.read('/notification-profiles?name=Mail%20to%20the%20owner');
    expect(items[0].templates).toEqual({});
  });
});
