/** Operations with authorities of others, over HTTP, from the request to what people are told: pebble and step-ca. */
import { randomBytes, X509Certificate } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import type { OrderState } from '../../src/domain/authorities/authority';
import { createAuthorityServices } from '../../src/process/parts/authority-services';
import { pemOf } from '../../src/x509/pem-writer';
import { eventually } from '../acceptance/scene';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { startAcmeServers, type AcmeServers } from '../support/acme-servers';
import { orderOf } from '../support/builtin-authority';
import { certificationRequest } from '../support/certification-request';
import { productOfFile } from '../support/product';
import { provisionerPassword } from '../support/step-ca-provisioner';
import { createOperationScene, newKeys, requestFor } from './scene';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

const event = 'certificate_action_performed';
let servers: AcmeServers;
let hook: HttpReceiver;
// Building the servers is part of it where they are not there yet.
beforeAll(async () => {
  hook = await startHttpReceiver();
  servers = await startAcmeServers({ nonceRejectPercent: 30 });
}, 30 * 60_000);
const product = productOfFile(() => ({
  env: {
    CERTLOOM_ACME_HTTP_PORT: String(servers.challengePort),
    CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1',
    CERTLOOM_OUTBOUND_CA: servers.trust,
  },
}));
const scene = createOperationScene(product);
const { ended, ask, binding, issue, contentOf } = scene;
afterAll(async () => {
  await servers?.stop();
  await hook?.close();
});

/** Where a certificate is counted, whoever asks. */
const firings = (objectUuid: string) =>
  product().foundation.db.collection('firings').countDocuments({ event, objectUuid });
/** What people were told of an operation, once they are. */
const told = (uuid: string): Promise<any> =>
  eventually('the notice', async () => {
    const all = hook.calls.map(({ body }) => JSON.parse(body.toString('utf8')).data);
    return all.find((data) => JSON.stringify(data).includes(uuid)) ?? false;
  });

beforeAll(async () => {
  const secrets = [`whsec_${randomBytes(24).toString('base64')}`];
  const channels = [{ type: 'webhook', url: hook.url, secrets }];
  const profile = await scene.profile({ recipientType: 'none', channels });
  for (const one of [event, 'certificate_expiring']) {
    const act = await scene.act([{ type: 'sendNotification', profiles: [profile.uuid] }], { event: one });
    const set = { ignore: [], actions: [act.uuid] };
    await product().call('put', `/trigger-sets/${one}`).send(set).expect(201);
  }
}, 60_000);

describe('an ACME authority that refuses a third of all nonces', () => {
  const acme = () => ({
    ...{ kind: 'acme', termsOfServiceAgreed: true, directoryUrl: servers.pebbleDirectory, profile: 'default' },
  });

  it('issues what is asked for over HTTP, and fires once', async () => {
    const { ra } = await binding('acme', acme());
    const done = await issue(ra, await requestFor(['one.example.com']));
    expect(done).toMatchObject({ action: 'issue', state: 'issued', errorCode: null });
    const stored = await scene.read(`/certificates/${done.issuedCertificate}`);
    expect(stored).toMatchObject({ state: 'issued', source: 'issue', raProfile: ra });
    expect(new X509Certificate(await contentOf(stored.uuid)).subjectAltName).toBe('DNS:one.example.com');
    expect(await told(stored.uuid)).toMatchObject({ event, data: { state: 'issued', errorMessage: null } });
    expect(await firings(stored.uuid)).toBe(1);
  });

  it('says why it could not, and fires once for that', async () => {
    const { ra } = await binding('acme refuses', acme());
    const failed = await issue(ra, await requestFor(['blocked.example']));
    expect(failed).toMatchObject({ state: 'failed', errorCode: 'names_refused', issuedCertificate: null });
    const { data } = await told(failed.firingId);
    expect(data).toMatchObject({ action: 'issue', state: 'failed', certificateUuid: null });
    expect(data.errorMessage).toContain('blocked.example');
  });

  it('is followed when it wants a certificate renewed, and takes the order as a replacement', async () => {
    const renewal = { enabled: true, days: null, percent: null, byAuthority: true };
    const { ra, authority } = await binding('acme renewals', acme(), { renewal });
    const csr = await requestFor(['early.example.com']);
    const early = (await issue(ra, csr)).issuedCertificate as string;
    const usual = (await issue(ra, await requestFor(['usual.example.com']))).issuedCertificate as string;
    const hourAgo = (hours: number) => new Date(Math.floor(Date.now() / 1000) * 1000 - hours * 3_600_000);
    const window = { start: hourAgo(2), end: hourAgo(1) };
    await setRenewalInfo(await contentOf(early), { suggestedWindow: window });

    await product().call('post', '/expiration-scan/run').expect(202);
    const renewed = await eventually('the renewal', async () => {
      const { items } = await scene.read(`/operations?certificate=${early}&action=renew`);
      return items.length > 0 && ended(items[0].uuid);
    });
    expect(renewed).toMatchObject({ state: 'issued', origin: 'renewal', errorCode: null });
    const successors = (await scene.read(`/certificates/${early}/relations`)).successors;
    expect(successors).toMatchObject([{ type: 'renewal', certificate: { uuid: renewed.issuedCertificate } }]);
    // A second order for the same predecessor is not taken as a replacement any more: the first one was.
    const again = orderOf(Buffer.from(csr, 'base64'), {
      ...{ action: 'renew', names: ['dNSName:early.example.com'], replaces: await contentOf(early) },
    });
    const saved: OrderState[] = [];
    const { registry } = createAuthorityServices(product().foundation);
    await (await registry.authorityOf(authority.uuid)).advance(again, null, async (state) => void saved.push(state));
    expect(saved[0]).toMatchObject({ orderUrl: null, asReplacement: false });

    // The other one has the window that pebble gives to all: round the last third.
    const windows = await product().foundation.stores.renewalWindows.findMany([early, usual]);
    expect(windows.get(early)?.window).toMatchObject(window);
    const { notBefore, notAfter } = await scene.read(`/certificates/${usual}`);
    const { start, end } = windows.get(usual)!.window!;
    const share = (at: Date) => (at.getTime() - Date.parse(notBefore)) / (Date.parse(notAfter) - Date.parse(notBefore));
    expect([share(start), share(end)]).toEqual([expect.closeTo(2 / 3, 1), expect.closeTo(2 / 3, 1)]);
    expect(windows.get(usual)!.nextLookAt.getTime()).toBeGreaterThan(Date.now() + 5 * 3_600_000);
    expect((await scene.read(`/operations?certificate=${usual}&action=renew`)).items).toEqual([]);
  });

  it('makes a certificate due that it wanted renewed by now, where renewing is left to people', async () => {
    const { ra } = await binding('acme by hand', acme());
    const called = (await issue(ra, await requestFor(['called.example.com']))).issuedCertificate as string;
    const hour = 3_600_000;
    const suggestedWindow = { start: new Date(Date.now() - 2 * hour), end: new Date(Date.now() - hour) };
    await setRenewalInfo(await contentOf(called), { suggestedWindow });
    const scanned = async () => {
      const before = (await scene.read('/expiration-scan')).latestGood?.scanId ?? null;
      await product().call('post', '/expiration-scan/run').expect(202);
      return eventually('a scan', async () => {
        const { latestGood } = await scene.read('/expiration-scan');
        return latestGood !== null && latestGood.scanId !== before;
      });
    };
    const fired = () =>
      product()
        .foundation.db.collection('firings')
        .countDocuments({ event: 'certificate_expiring', objectUuid: called });
    await scanned();
    const { renewalWindows } = product().foundation.stores;
    await eventually('the window', async () => (await renewalWindows.findMany([called])).has(called));
    expect(await fired()).toBe(0);
    await scanned();
    await eventually('the firing', async () => (await fired()) === 1);
    expect((await scene.read('/expiring?raProfile=acme by hand')).items).toMatchObject([
      { certificate: { uuid: called }, state: 'due', willBeRenewedAt: null },
    ]);
    expect((await scene.read(`/operations?certificate=${called}&action=renew`)).items).toEqual([]);
  });
});

describe('step-ca by its own API', () => {
  const step = (change: object = {}) => ({
    ...{ kind: 'step-ca', url: servers.stepUrl, provisioner: servers.stepProvisioner, provisionerPassword },
    ...change,
  });
  const opened = async (uuid: string) => createAuthorityServices(product().foundation).registry.authorityOf(uuid);
  /** How many certificates it has signed by its API. */
  const signed = () =>
    servers.stepLog().match(/path=\/1\.0\/sign.*status=201|status=201.*path=\/1\.0\/sign/g)?.length ?? 0;

  it('issues, renews, rekeys and revokes, and keeps the password to itself', async () => {
    const { ra, authority } = await binding('step', step());
    expect(authority.secrets).toEqual(['provisionerPassword']);
    await product().call('post', `/authorities/${authority.uuid}/probe`).expect(200, { ok: true, message: null });
    const keys = newKeys();
    const first = await issue(ra, await requestFor(['inside.example.com'], keys));
    expect(first).toMatchObject({ state: 'issued', errorCode: null });
    const leaf = new X509Certificate(await contentOf(first.issuedCertificate));
    expect([leaf.subject, leaf.subjectAltName]).toEqual(['CN=inside.example.com', 'DNS:inside.example.com']);
    const stepCa = await opened(authority.uuid);
    const [issuing, root] = (await stepCa.issuers()).map((der) => new X509Certificate(der));
    expect([leaf.verify(issuing!.publicKey), issuing!.verify(root!.publicKey)]).toEqual([true, true]);

    const renewed = await ask(`/certificates/${first.issuedCertificate}/renew`, {});
    const csr = await requestFor(['inside.example.com']);
    const rekeyed = await ask(`/certificates/${renewed.issuedCertificate}/rekey`, { csr });
    const [second, third] = [await contentOf(renewed.issuedCertificate), await contentOf(rekeyed.issuedCertificate)];
    expect(new X509Certificate(second).checkPrivateKey(keys.privateKey)).toBe(true);
    expect(new X509Certificate(third).checkPrivateKey(keys.privateKey)).toBe(false);

    expect(await stepCa.status(second)).toBe('good');
    const revoked = await ask(`/certificates/${renewed.issuedCertificate}/revoke`, { reason: 'superseded' });
    expect(revoked).toMatchObject({ state: 'revoked' });
    expect([await stepCa.status(second), await stepCa.status(third)]).toEqual(['revoked', 'good']);
    // Another process, after the answer was lost.
    const revocation = { key: 'k', certificate: second, reason: 'superseded' } as const;
    expect(await (await opened(authority.uuid)).revoke(revocation)).toMatchObject({ kind: 'revoked' });
    const inside = await scene.make('/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
    const foreign = (await (await opened(inside.uuid)).issuers())[0]!;
    expect(await stepCa.revoke({ ...revocation, certificate: foreign })).toMatchObject({ code: 'not_issued_here' });
    expect(await firings(first.issuedCertificate)).toBe(1);
    expect(product().logLines.join('\n')).not.toContain(provisionerPassword);
  });

  it('signs once, however often it is asked: where the answer was lost, the order ends and says so', async () => {
    const { authority } = await binding('step lost', step());
    const names = ['dNSName:lost.example.com'];
    const csr = await certificationRequest({ subject: [], names });
    const order = orderOf(csr, { names, lifetimeSeconds: 3_600 });
    const before = signed();
    const states: OrderState[] = [];
    const save = async (state: OrderState) => void states.push(state);
    const first = await (await opened(authority.uuid)).advance(order, null, save);
    if (first.kind !== 'issued') throw new Error(JSON.stringify(first));
    const { validFrom, validTo } = new X509Certificate(first.certificate);
    // Its certificates begin a minute early.
    expect((Date.parse(validTo) - Date.parse(validFrom)) / 1000).toBe(3_660);
    // Whether its state was stored or not.
    for (const [state, code] of [
      [states[0]!, 'outcome_unknown'],
      [null, 'unauthorized'],
    ] as const) {
      const again = await (await opened(authority.uuid)).advance(order, state, save);
      expect(again).toMatchObject({ kind: 'refused', code });
    }
    expect(signed() - before).toBe(1);
  });

  it.each([
    ['another password', { provisionerPassword: 'wrong' }, 'provisioner_password_wrong'],
    ['a provisioner that it does not have', { provisioner: 'nobody' }, 'provisioner_unknown'],
    ['no secret', { provisionerPassword: null }, 'provisioner_key_missing'],
  ])('takes no order with %s, and the probe says so', async (name, change, code) => {
    const { ra, authority } = await binding(`step with ${name}`, step(change));
    const { body } = await product().call('post', `/authorities/${authority.uuid}/probe`).expect(200);
    expect(body).toMatchObject({ ok: false, message: expect.any(String) });
    const failed = await issue(ra, await requestFor(['none.example.com']));
    expect(failed).toMatchObject({ state: 'failed', errorCode: code, message: body.message });
  });

  it('quotes what the server does not allow', async () => {
    const { authority } = await binding('step limits', step());
    const names = ['dNSName:long.example.com'];
    const order = orderOf(await certificationRequest({ subject: [], names }), { names, lifetimeSeconds: 400 * 86_400 });
    const step1 = await (await opened(authority.uuid)).advance(order, null, async () => undefined);
    expect(step1).toMatchObject({ kind: 'refused', code: 'refused_by_authority' });
    expect((step1 as { message: string }).message).toMatch(/duration of 9600h/);
  });
});

/** What pebble is to answer when it is asked about a certificate. */
function setRenewalInfo(der: Uint8Array, answer: object): Promise<void> {
  const body = JSON.stringify({
    Certificate: pemOf('CERTIFICATE', Buffer.from(der)),
    ARIResponse: JSON.stringify(answer),
  });
  return new Promise((resolve, reject) => {
    httpsRequest(
      `${servers.pebbleManagement}/set-renewal-info/`,
      { method: 'POST', ca: servers.trust, headers: { 'user-agent': 'certloom-tests' } },
      (response) => {
        response.resume();
        if (response.statusCode === 200) resolve();
        else reject(new Error(`status ${response.statusCode}`));
      },
    )
      .on('error', reject)
      .end(body);
  });
}
