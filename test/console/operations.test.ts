/** Work in the console: many certificates at once, operations with approval, discoveries and jobs. */
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { createScene, eventually, property, type Person } from '../acceptance/scene';
import { buildCertificate, createFixtureKey, toPem } from '../hostile/certificate-builder';
import { makeKey } from '../../src/services/operations/made-keys';
import { axeViolations, browserOfFile, describeInBrowser, goTo, type ConsolePage } from '../support/browser';
import { productBehindFront } from '../support/front';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

describeInBrowser('work in the console', () => {
  const product = productBehindFront({ CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1' });
  const scene = createScene(() => product());
  const browser = browserOfFile();
  const open: ConsolePage[] = [];
  const openConsole: typeof browser.openConsole = async (...args) => {
    const shown = await browser.openConsole(...args);
    open.push(shown);
    return shown;
  };
  const servers: Server[] = [];
  let boss: Person;
  let asking: Person;
  let raProfile: string;

  beforeAll(async () => {
    boss = await scene.person(['approvals:read', 'approvals:write', 'certificates:read'], { username: 'boss' });
    asking = await scene.person(
      ['certificates:read', 'certificates:renew', 'certificates:issue', 'ra-profiles:read', 'approvals:read'],
      { username: 'asking' },
    );
    const authority = await scene.make('/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
    const fourEyes = await scene.make('/approval-profiles', { name: 'Four eyes', steps: [{ userUuid: boss.uuid }] });
    const made = await scene.raProfile({
      ...{ name: 'careful', authorityInstanceUuid: authority.uuid, approvalProfiles: { renew: fourEyes.uuid } },
    });
    raProfile = made.uuid;
  });
  afterEach(async () => {
    const faults = open.flatMap(({ faults: of }) => of);
    await Promise.all(open.splice(0).map((shown) => shown.close()));
    expect(faults).toEqual([]);
  });
  afterAll(() => servers.forEach((server) => server.close()));

  /** A server on the loopback network that shows a certificate. */
  async function serving(subject: string): Promise<number> {
    const key = createFixtureKey('ec');
    const cert = toPem(buildCertificate({ subject, sans: [subject], key }));
    const server = createServer({ cert, key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }) }, (socket) =>
      socket.end(),
    );
    server.on('tlsClientError', () => undefined);
    servers.push(server.listen(0, '127.0.0.1'));
    await new Promise((resolve) => server.once('listening', resolve));
    return (server.address() as AddressInfo).port;
  }

  it('says what is empty, what is refused and what is broken, and can be read by everybody', async () => {
    const { page } = await openConsole(product(), { path: '/operations' });
    await page.getByText('Nothing was asked for yet').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await goTo(page, '/discoveries');
    await page.getByText('There is no discovery yet').waitFor();
    await goTo(page, '/certificates/bulk');
    await page.getByText('Nothing was changed in bulk yet').waitFor();
    await goTo(page, '/jobs');
    await page.getByRole('table', { name: 'jobs' }).getByRole('link').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.route('**/api/v1/discoveries?*', (route) => route.abort());
    await goTo(page, '/discoveries?kind=folder');
    await page.getByText('The server does not answer').first().waitFor();

    const other = await openConsole(product(), { path: '/jobs', key: boss.key, theme: 'dark' });
    await other.page.getByText('You may not see this').first().waitFor();
    const screens = other.page.getByRole('navigation', { name: 'Screens' });
    expect(await screens.getByRole('link', { name: 'Jobs' }).count()).toBe(0);
    expect(await screens.getByRole('link', { name: 'Operations' }).count()).toBe(1);
  });

  it('journey 4: from a discovery of a server to its owner, set in bulk', async () => {
    const port = await serving('found.example.org');
    const { page } = await openConsole(product(), { path: '/discoveries/new', theme: 'dark' });
    await page.getByLabel('Name (needed)', { exact: true }).fill('Loopback');
    await page.getByRole('textbox', { name: 'Targets 1' }).fill(`127.0.0.1:${port}`);
    await page.getByRole('button', { name: 'Count the targets' }).click();
    await page.getByText(/A run asks 1 target, ports and names counted/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make the discovery' }).click();
    await page.getByRole('heading', { name: 'Loopback', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Run now' }).click();
    const found = page.getByRole('table', { name: 'certificates found' });
    await found.getByText('imported').waitFor();
    await found.getByText(`127.0.0.1:${port}`).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await found.getByRole('link', { name: 'found.example.org' }).click();
    await page.getByRole('tab', { name: 'Places' }).click();
    await page.getByText(`127.0.0.1:${port}`).waitFor();

    await goTo(page, '/certificates?text=found.example');
    await page.getByText('Choose found.example.org').waitFor({ state: 'attached' });
    await page.getByRole('checkbox', { name: 'Choose all loaded rows' }).press('Space');
    await page.getByRole('checkbox', { name: 'All 1 that the filter finds' }).press('Space');
    await page.getByRole('button', { name: 'Do with them' }).click();
    await page.getByRole('menuitem', { name: /Change owner/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Owner$/ }).click();
    await page.getByRole('option', { name: 'Set', exact: true }).click();
    await dialog.getByRole('combobox', { name: 'New owner' }).fill('bos');
    await page.getByRole('option', { name: 'boss' }).click();
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('the owner becomes boss').waitFor();
    await dialog.getByRole('list', { name: 'Certificates' }).getByText('changes').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Change 1 certificate' }).click();
    await page.getByText('1 changed, 0 deleted, 0 unchanged, 0 failed').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const [certificate] = (await scene.read('/certificates?text=found.example')).items;
    expect(certificate).toMatchObject({ ownerName: 'boss' });
  });

  it('exports all certificates that a condition finds, and changes them', async () => {
    for (const name of ['hosts-a', 'hosts-b', 'other'])
      await scene.upload(buildCertificate({ subject: `${name}.example.org` }));
    const condition = JSON.stringify(property('COMMON_NAME', 'STARTS_WITH', 'hosts-'));
    const { page } = await openConsole(product(), { path: `/certificates?condition=${encodeURIComponent(condition)}` });
    await page.getByRole('table', { name: 'certificates' }).getByRole('link', { name: 'hosts-b' }).waitFor();
    const saved = async (format: string) => {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: format }).click();
      return readFileSync(await (await download).path(), 'utf8');
    };
    const names = ['hosts-a.example.org', 'hosts-b.example.org'];
    const csv = await saved('CSV');
    expect([csv.trim().split('\r\n').length, ...names.map((name) => csv.includes(name))]).toEqual([3, true, true]);
    const rows = JSON.parse(await saved('JSON')) as { commonName: string }[];
    expect(rows.map(({ commonName }) => commonName).sort()).toEqual(names);

    await page.getByRole('checkbox', { name: 'Choose all loaded rows' }).press('Space');
    await page.getByRole('checkbox', { name: 'All 2 that the condition finds' }).press('Space');
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Do with them' }).click();
    await page.getByRole('menuitem', { name: /Change owner/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Archive$/ }).click();
    await page.getByRole('option', { name: 'Put into the archive' }).click();
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('hosts-b.example.org').waitFor();
    await dialog.getByRole('button', { name: 'Change 2 certificates' }).click();
    await page.getByText('2 changed, 0 deleted, 0 unchanged, 0 failed').waitFor();
    await page.getByText('all that a filter found').waitFor();
    const { items } = await scene.read('/certificates?archived=true');
    expect(items.map(({ commonName }: any) => commonName).sort()).toEqual(names);
  });

  it('journey 5: renews after a second person has approved', async () => {
    const { csr } = (await makeKey('ec-p256', { subject: [['CN', 'four.example']], names: ['dNSName:four.example'] }))
      .request;
    const asked = await product().call('post', '/certificates/requests').send({ raProfile, csr });
    const uuid = await eventually('the first certificate', async () => {
      const { issuedCertificate } = await scene.read(`/operations/${asked.body.uuid}`);
      return issuedCertificate as string | null;
    });

    const first = await openConsole(product(), { path: `/certificates/${uuid}`, key: asking.key });
    const { page } = first;
    await page.getByRole('button', { name: /^Actions/ }).click();
    await page.getByRole('menuitem', { name: 'Renew with the same key …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Renew', exact: true }).click();
    await page.getByRole('heading', { name: 'Renewal: four.example' }).waitFor();
    await page.getByText('It goes on as soon as it is approved.').waitFor();
    expect(await axeViolations(page)).toEqual([]);

    const second = await openConsole(product(), { path: '/approvals?mine=waiting', key: boss.key });
    await second.page.getByRole('button', { name: 'Approve' }).click();
    await second.page.getByRole('dialog').getByText('four.example').first().waitFor();
    await second.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();

    const way = page.getByRole('list', { name: 'The way of the operation' });
    await way.getByRole('listitem').filter({ hasText: 'Issued: done' }).waitFor();
    await page.getByRole('button', { name: /Download the result/ }).waitFor();
    await page.getByRole('definition').filter({ hasText: 'four.example' }).getByRole('link').last().click();
    await page.getByRole('tab', { name: 'Replacements' }).click();
    await page.getByText(/predecessor by renewal/).waitFor();
  });

  it('exports a private key that is kept, for who may have it', async () => {
    const { authorityInstanceUuid } = await scene.read(`/ra-profiles/${raProfile}`);
    const keeping = await scene.raProfile({ name: 'keeping', authorityInstanceUuid, keepPrivateKeys: true });
    const key = { kind: 'ec-p256', password: 'the first password' };
    const asked = await product()
      .call('post', '/certificates/requests')
      .send({ raProfile: keeping.uuid, key, names: ['kept.example.org'] });
    const uuid = await eventually('the certificate with its key', async () => {
      const { issuedCertificate } = await scene.read(`/operations/${asked.body.uuid}`);
      return issuedCertificate as string | null;
    });
    const other = await openConsole(product(), { path: `/certificates/${uuid}`, key: asking.key });
    await other.page.getByText('is kept here').waitFor();
    await other.page.getByRole('button', { name: /^Actions/ }).click();
    await other.page.getByRole('menuitem', { name: 'Refresh' }).waitFor();
    expect(await other.page.getByRole('menuitem', { name: /private key/ }).count()).toBe(0);

    const keeper = await scene.person(['certificates:read', 'certificates:export-keys'], { username: 'keeper' });
    const { page } = await openConsole(product(), { path: `/certificates/${uuid}`, key: keeper.key });
    await page.getByRole('button', { name: /^Actions/ }).click();
    await page.getByRole('menuitem', { name: 'Export the private key …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/can pass for kept\.example\.org/).waitFor();
    await dialog.getByRole('button', { name: /File that I get$/ }).click();
    await page.getByRole('option', { name: 'PEM, the key encrypted' }).click();
    const passphrase = 'another password';
    await dialog.getByLabel('Password of the file').fill(passphrase);
    await dialog.getByLabel('The password again').fill(passphrase);
    expect(await axeViolations(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export the private key' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('kept.example.org.pem');
    const pem = readFileSync(await file.path(), 'utf8');
    const publicKey = createPublicKey(createPrivateKey({ key: pem, passphrase })).export({
      type: 'spki',
      format: 'der',
    });
    const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE')));
    expect(certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(publicKey)).toBe(true);
    await page.getByText('The private key is in the file.').waitFor();
    const { items } = await scene.read('/audit-log?operation=certificates.export-key');
    expect(items[0]).toMatchObject({ actor: { name: 'keeper' } });

    // One that was ordered here is revoked by its authority, and not by writing it down.
    await goTo(page, '/certificates');
    const admin = await openConsole(product(), { path: `/certificates/${uuid}` });
    await admin.page.getByRole('button', { name: /^Actions/ }).click();
    await admin.page.getByRole('menuitem', { name: /^Record a revocation made elsewhere/ }).waitFor();
    await admin.page.getByText('It was ordered here: revoke it, so that its authority knows.').waitFor();
  });

  it('revokes many by a run that is followed, each by an operation of its own', async () => {
    const { authorityInstanceUuid } = await scene.read(`/ra-profiles/${raProfile}`);
    const plain = await scene.raProfile({ name: 'plain', authorityInstanceUuid });
    for (const name of ['many-a.example.org', 'many-b.example.org']) {
      const key = { kind: 'ec-p256', password: 'of no further use' };
      const asked = { raProfile: plain.uuid, key, subject: [{ type: 'CN', value: name }], names: [name] };
      const { body } = await product().call('post', '/certificates/requests').send(asked).expect(202);
      await eventually('the certificate', async () => (await scene.read(`/operations/${body.uuid}`)).issuedCertificate);
    }
    await scene.upload(buildCertificate({ subject: 'many-c.example.org' }));
    const { page } = await openConsole(product(), { path: '/certificates?commonName=many-' });
    await page.getByRole('table', { name: 'certificates' }).getByRole('link', { name: 'many-b' }).waitFor();
    await page.getByRole('checkbox', { name: 'Choose all loaded rows' }).press('Space');
    await page.getByRole('checkbox', { name: 'All 3 that the filter finds' }).press('Space');
    await page.getByRole('button', { name: 'Do with them' }).click();
    await page.getByRole('menuitem', { name: 'Revoke …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Reason$/ }).click();
    await page.getByRole('option', { name: 'It is not used any more' }).click();
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('is asked for').nth(1).waitFor();
    await dialog.getByText('the certificate has no RA profile, so one has to be named').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByLabel(/^Type/).fill('3');
    await dialog.getByRole('button', { name: 'Revoke 3 certificates' }).click();
    await page.getByRole('heading', { name: 'Bulk change: revocation' }).waitFor();
    await page.getByText('1 failed').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('link', { name: '2 requested' }).click();
    const rows = page.getByRole('table', { name: 'operations' });
    for (const name of ['many-a', 'many-b']) await rows.getByText(name).first().waitFor();
    for (const name of ['many-a.example.org', 'many-b.example.org']) {
      await eventually('the revocation', async () => {
        const { items } = await scene.read(`/certificates?commonName=${name}`);
        return items[0].revocation?.reason === 'cessationOfOperation' || items[0].state === 'revoked';
      });
    }
  });

  it('records a revocation that was made elsewhere', async () => {
    const { body } = await scene.upload(buildCertificate({ subject: 'elsewhere.example.org' }));
    const { page } = await openConsole(product(), { path: `/certificates/${body.uuid}` });
    await page.getByRole('button', { name: /^Actions/ }).click();
    await page.getByRole('menuitem', { name: 'Record a revocation made elsewhere …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Reason$/ }).click();
    await page.getByRole('option', { name: 'Another one has replaced it' }).click();
    await dialog.getByLabel('Comment').fill('their portal');
    const act = dialog.getByRole('button', { name: 'Record 1 revocation' });
    await dialog.getByLabel('Revoked at (UTC)').fill('2100-01-01T00:00');
    await dialog.getByLabel(/^Type/).fill('elsewhere.example.org');
    await act.click();
    await dialog.getByText('the time of a revocation cannot be in the future').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByLabel('Revoked at (UTC)').fill('');
    await dialog.getByLabel(/^Type/).fill('elsewhere.example.org');
    await act.click();
    await page.getByText('“their portal”').waitFor();
    const { state, revocation } = await scene.read(`/certificates/${body.uuid}`);
    expect([state, revocation]).toMatchObject(['revoked', { reason: 'superseded', comment: 'their portal' }]);
  });

  it('pauses a job, says why in the log, and tells the next times of another rule', async () => {
    const { page } = await openConsole(product(), { path: '/jobs' });
    const rows = page.getByRole('table', { name: 'jobs' });
    const [job] = (await scene.read('/scheduled-jobs')).items.filter(
      ({ jobType }: any) => jobType !== 'expirationScan',
    );
    await rows.getByRole('link', { name: job.name, exact: true }).click();
    await page.getByRole('button', { name: 'Pause …' }).click();
    await page.getByLabel('Why').fill('moving house');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByText('It is paused: it does not run by itself.').waitFor();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Rule (cron)').fill('30 2 * * MON-FRI');
    await page.getByText('At 02:30, Monday through Friday, UTC').waitFor();
    const next = page.getByRole('list', { name: 'Next times' }).getByRole('listitem');
    await eventually(
      'five times',
      async () => (await next.count()) === 5 && /02:30:00 UTC/.test((await next.first().textContent())!),
    );
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It is saved.').waitFor();
    expect(await scene.read(`/scheduled-jobs/${job.uuid}`)).toMatchObject({ cron: '30 2 * * MON-FRI', enabled: false });
  });
});
