/** Alerts on what is no certificate: SSH keys, and where revocation is published. */
import { dayMs } from '../expiration/scene';
import { startHttpReceiver } from '../notifications/support/http-receiver';
import { certificate, extensions, ocspAnswer, party, revocationList } from '../support/signed-material';
import { readOcspRequest } from '../../src/x509/ocsp-request';
import { alertScene } from './scene';

const scene = alertScene();
const eventLog = { type: 'event_log', name: 'log', settings: {} };
const email = { type: 'email', name: 'mail', settings: {} };

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

const firingsOf = async ({ uuid }: { uuid: string }): Promise<any[]> =>
  (await scene.read(`/event-history?trigger=${uuid}`)).items;

it('H24 an SSH key near its lifetime is reported, with its tokens filled', async () => {
  const key = await scene.make('/ssh-keys', {
    ...{ fingerprint: `SHA256:${'k'.repeat(43)}`, keyType: 'ssh-rsa', keyLength: 2048, comment: 'deploy key' },
    ...{ userName: 'deploy', serverLogons: ['root@a', 'root@b'], ownerMail: 'jane@x.example' },
    createdAt: new Date(scene.clock.now().getTime() - 345 * dayMs).toISOString(),
  });
  const alert = await scene.alert({
    ...{ kind: 'key_rotation', recipients: ['{owner:mail}'], thresholds: [30], handlers: [eventLog, email] },
    ...{ subject: '{comment} of {username}', message: '<p>{keytype} {keylength} {serverlogons} {fingerprint}</p>' },
  });
  const preview = (await scene.call('post', `/alerts/${alert.uuid}/test`).send({}).expect(200)).body;
  expect(preview).toMatchObject({ total: 1, previews: [{ subject: 'deploy key of deploy', threshold: 30 }] });
  expect(await scene.ledger(alert)).toEqual([]);
  expect(await scene.run(alert)).toMatchObject({ status: 'finished', counts: { due: 1, done: 2 } });
  expect((await scene.run(alert)).counts).toMatchObject({ due: 0 });
  const [mail] = scene.mailsTo('jane@x.example');
  expect(mail!.raw).toContain('Subject: deploy key of deploy');
  expect(mail!.raw).toContain('ssh-rsa 2048 root@a, root@b');
  expect(await scene.entries(alert)).toMatchObject([{ eventId: 4105, level: 'Warning' }]);
  const [firing] = await firingsOf(alert);
  expect(firing).toMatchObject({ event: 'key_rotation', outcome: 'performed' });
  expect(JSON.stringify(firing)).toContain(key.uuid);
  const shown = await scene.firing(firing.firingId);
  expect(shown).toMatchObject({ event: 'key_rotation', alert: { uuid: alert.uuid, threshold: 30 } });
  const found = await scene.read('/event-history?event=key_rotation');
  expect(found.items).toMatchObject([{ firingId: firing.firingId }]);
  await scene
    .call('post', '/triggers')
    .send({ name: 'none', event: 'key_rotation', kind: 'action', actions: [] })
    .expect(422);
});

it('H24 a CRL inside its warning days is reported, each look is stored, and what is healthy again is written down only', async () => {
  const hook = await startHttpReceiver();
  const ca = party('CRL CA');
  const until = (days: number) => new Date(scene.clock.now().getTime() + days * dayMs);
  let nextUpdate = until(5);
  hook.answer = () => ({ status: 200, body: revocationList(ca, [], { thisUpdate: until(-5), nextUpdate }) });
  const alert = await scene.alert({
    ...{ kind: 'revocation_monitoring', endpoint: { type: 'crl', url: hook.url }, recipients: ['ops@x.example'] },
    ...{
      handlers: [eventLog, email],
      subject: '{endpointtype} {state}',
      message: '<p>{url} {nextupdate} {detail}</p>',
    },
  });
  expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 2 });
  // The same state is no news.
  scene.clock.advance(60_000);
  expect((await scene.run(alert)).counts).toMatchObject({ due: 0, evaluated: 1 });
  scene.clock.advance(4 * dayMs);
  nextUpdate = until(90);
  expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 1 });
  hook.answer = () => ({ status: 404 });
  scene.clock.advance(dayMs);
  expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 2 });
  await hook.close();

  const mails = scene.mailsTo('ops@x.example').map(({ raw }) => /^Subject: (.*?)\r?$/m.exec(raw)?.[1]);
  expect(mails).toEqual(['crl warning', 'crl unreachable']);
  const entries = (await scene.entries(alert)).map(({ eventId, level }) => `${eventId} ${level}`).sort();
  expect(entries).toEqual(['4110 Information', '4111 Warning', '4113 Error']);
  const { items: checks } = await scene.read(`/alerts/${alert.uuid}/checks`);
  expect(checks.map(({ state }: any) => state)).toEqual(['unreachable', 'healthy', 'warning', 'warning']);
  // By hours it was not urgent; its list is over by then.
  expect(checks[1]).toMatchObject({ dashboardState: 'healthy', since: checks[1].at });
  expect(checks[2].since).toBe(checks[3].since);
  expect((await firingsOf(alert)).map(({ event }: any) => event)).toEqual(
    Array.from({ length: 3 }, () => 'revocation_monitoring'),
  );
});

it('H24 an OCSP responder whose answers are inside their warning days is reported, with its tokens filled', async () => {
  const hook = await startHttpReceiver();
  const ca = party('OCSP CA');
  const days = (count: number) => new Date(scene.clock.now().getTime() + count * dayMs);
  const issuer = certificate(ca, ca, { notAfter: days(1_000), extensions: [extensions.ca] });
  const { body } = await scene.upload(issuer).expect(201);
  hook.answer = ({ body: question }) => {
    const [asked] = readOcspRequest(question, 1)!.certIds;
    const times = { thisUpdate: days(-5), nextUpdate: days(5) };
    return {
      ...{ status: 200, headers: { 'content-type': 'application/ocsp-response' } },
      body: ocspAnswer({ issuer: ca, serial: asked!.serial, status: 'good', ...times }),
    };
  };
  const alert = await scene.alert({
    ...{ kind: 'revocation_monitoring', recipients: ['ocsp@x.example'], handlers: [eventLog, email] },
    endpoint: { type: 'ocsp', url: hook.url, issuerCertificateId: body.uuid },
    ...{ subject: '{endpointtype} {state} {nextupdate}', message: '<p>{url}: {detail}</p>' },
  });
  expect(await scene.run(alert)).toMatchObject({ status: 'finished', counts: { due: 1, done: 2 } });
  await hook.close();
  const [mail] = scene.mailsTo('ocsp@x.example');
  const until = days(5).toISOString();
  expect(mail!.headers.get('subject')).toEqual([`ocsp warning ${until.slice(0, 19).replace('T', ' ')}`]);
  expect(mail!.raw).toContain(hook.url);
  expect(mail!.raw).toContain('It holds until');
  expect(await scene.entries(alert)).toMatchObject([{ eventId: 4111, level: 'Warning' }]);
  // No threshold applies, and none is told.
  const [firing] = await firingsOf(alert);
  const shown = await scene.firing(firing.firingId);
  expect(shown.alert).toMatchObject({ uuid: alert.uuid, threshold: null });
  expect(shown.triggers[0].explain).toMatch(/^It is an alert, and its item was due; /);
});

it('refuses what a kind does not have', async () => {
  const codes = async (fields: object) => {
    const { body } = await scene
      .call('post', '/alerts')
      .send({ name: 'bad', schedule: { daily: { time: '03:00' } }, ...fields })
      .expect(422);
    return body.errors.map(({ pointer, code }: any) => `${pointer} ${code}`);
  };
  expect(await codes({ kind: 'revocation_monitoring' })).toEqual(['/endpoint required']);
  expect(await codes({ kind: 'key_rotation', endpoint: { type: 'crl', url: 'http://a.example/' } })).toEqual([
    '/endpoint wrong_value',
  ]);
  expect(await codes({ kind: 'revocation_monitoring', endpoint: { type: 'ocsp', url: 'http://a.example/' } })).toEqual([
    '/endpoint/issuerCertificateId required',
  ]);
  expect(await codes({ kind: 'key_rotation', subject: '{cn}' })).toEqual(['/subject unknown_token']);
  const hook = (settings: object) => ({ kind: 'expiration', handlers: [{ type: 'webhook', name: 'hook', settings }] });
  expect(await codes(hook({ url: 'ftp://files.example/' }))).toEqual(['/handlers/0/settings/url url_not_allowed']);
  expect(await codes(hook({ url: 'http://10.1.2.3/' }))).toEqual(['/handlers/0/settings/url address_not_allowed']);
  expect(await codes(hook({ url: 'http://[::ffff:169.254.169.254]/' }))).toEqual([
    '/handlers/0/settings/url address_not_allowed',
  ]);
  expect(await codes(hook({ url: 'https://hook.example/', body: { a: ['{cnn}'] } }))).toEqual([
    '/handlers/0/settings/body/a/0 unknown_token',
  ]);
});
