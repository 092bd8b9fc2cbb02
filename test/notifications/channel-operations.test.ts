import { Webhook } from 'standardwebhooks';
import { createScene, eventually, type Scene } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { startTestProduct, type TestProduct } from '../support/product';
import { startHttpReceiver, type HttpReceiver } from './support/http-receiver';

/** Rotation of signing secrets, endpoints that are gone, and chat channels, over the API of the whole product. */
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const chatSecret = 'T000-B000-s3cretpart';
let hook: HttpReceiver;
let product: TestProduct;
let scene: Scene;
const clock = { offsetMs: 0 };

beforeAll(async () => {
  hook = await startHttpReceiver();
  product = await startTestProduct({
    env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1' },
    adjustments: { now: () => new Date(Date.now() + clock.offsetMs) },
  });
  scene = createScene(() => product);
}, 120_000);
afterAll(async () => {
  await product.close();
  await hook.close();
});
beforeEach(() => {
  hook.calls.length = 0;
  hook.answer = () => ({ status: 204 });
});

const webhookProfile = (change: object = {}) =>
  scene.profile({
    recipientType: 'none',
    channels: [{ type: 'webhook', url: hook.url, secrets: [secret] }],
    ...change,
  });
const test = (uuid: string, channel = 'webhook') =>
  product.call('post', `/notification-profiles/${uuid}/test`).send({ channel, event: 'certificate_uploaded' });
const rotate = (uuid: string, revision: number, body?: object) =>
  product
    .call('post', `/notification-profiles/${uuid}/channels/webhook/rotate-secret`)
    .set('If-Match', `"${revision}"`)
    .send(body);
const view = async (uuid: string) => scene.read(`/notification-profiles/${uuid}`);

describe('rotate-secret', () => {
  const verifies = (key: string) => {
    const { body, headers } = hook.calls.at(-1)!;
    try {
      new Webhook(key).verify(body, headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  };

  it('shows a new secret once; both sign until the overlap ends, then only the new one', async () => {
    const profile = await webhookProfile();
    const answer = await rotate(profile.uuid, 1, { overlap: 'PT4M' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ secretCount: 2, version: 2, revision: 2, overlapEndsAt: expect.any(String) });
    expect(answer.headers['etag']).toBe('"2"');
    const fresh = String(answer.body.secret);
    expect(fresh).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(JSON.stringify(await view(profile.uuid))).not.toContain(fresh.slice(6));
    expect(JSON.stringify(await scene.read('/audit-log?limit=50'))).not.toContain(fresh.slice(6));

    expect((await test(profile.uuid)).body).toMatchObject({ outcome: 'delivered' });
    expect([verifies(secret), verifies(fresh)]).toEqual([true, true]);
    // Receivers compare the signed time with their own clock and allow five minutes.
    clock.offsetMs = 4 * 60_000 + 1_000;
    try {
      expect((await test(profile.uuid)).body).toMatchObject({ outcome: 'delivered' });
      expect([verifies(secret), verifies(fresh)]).toEqual([false, true]);
      expect((await view(profile.uuid)).channels[0]).toMatchObject({ secretCount: 1, overlapEndsAt: null });
    } finally {
      clock.offsetMs = 0;
    }
  });

  it('is refused when stale, for unknown profiles, without a webhook, with a wrong overlap, and beyond five', async () => {
    const profile = await webhookProfile();
    const path = `/notification-profiles/${profile.uuid}/channels/webhook/rotate-secret`;
    expect((await product.call('post', path).send({})).status).toBe(428);
    expect((await rotate(profile.uuid, 7)).body).toMatchObject({ status: 412, code: 'revision_mismatch' });
    for (const overlap of ['P0D', '1 day', 'P1Y', '-P1D'])
      expect((await rotate(profile.uuid, 1, { overlap })).body).toMatchObject({
        status: 422,
        errors: [{ pointer: '/overlap' }],
      });
    expect((await rotate('00000000-0000-4000-8000-000000000000', 1)).status).toBe(404);
    const mailOnly = await scene.profile({ recipientType: 'default', channels: [{ type: 'email' }] });
    expect((await rotate(mailOnly.uuid, 1)).status).toBe(404);
    for (const revision of [1, 2, 3, 4]) expect((await rotate(profile.uuid, revision)).status).toBe(200);
    expect((await rotate(profile.uuid, 5)).body).toMatchObject({ status: 409, code: 'invalid_state' });
  });

  it('needs notification-profiles:write', async () => {
    const profile = await webhookProfile();
    const reader = await scene.person(['notification-profiles:read']);
    for (const operation of ['rotate-secret', 'enable']) {
      const path = `/notification-profiles/${profile.uuid}/channels/webhook/${operation}`;
      const answer = await product.call('post', path, reader.key).set('If-Match', '"1"');
      expect(answer.status).toBe(403);
    }
  });
});

describe('an endpoint that answers 410', () => {
  /** Uploads a certificate that a trigger tells this profile of; gives the delivery once it has ended. */
  async function delivered(profile: string) {
    const before = await scene.read(`/deliveries?profile=${profile}&limit=50`);
    const known = new Set(before.items.map((row: { deliveryId: string }) => row.deliveryId));
    await scene.upload(buildCertificate()).expect(201);
    return eventually('the delivery ends', async () => {
      const { items } = await scene.read(`/deliveries?profile=${profile}&limit=50`);
      return items.find(
        ({ deliveryId, status }: { deliveryId: string; status: string }) =>
          !known.has(deliveryId) && (status === 'undeliverable' || status === 'delivered'),
      );
    });
  }

  it('is switched off, administrators hear of it once, and comes back by hand or with another address', async () => {
    const profile = await webhookProfile();
    await scene.attach({ actions: [await scene.act([{ type: 'sendNotification', profiles: [profile.uuid] }])] });

    hook.answer = () => ({ status: 410 });
    expect(await delivered(profile.uuid)).toMatchObject({
      status: 'undeliverable',
      attemptCount: 1,
      attempts: [{ result: 'refused', error: expect.stringMatching(/^endpoint_gone: /) }],
    });
    expect(hook.calls).toHaveLength(1);
    hook.answer = () => ({ status: 204 });
    for (const _ of [1, 2]) {
      expect(await delivered(profile.uuid)).toMatchObject({
        status: 'undeliverable',
        attempts: [{ error: expect.stringMatching(/^endpoint_disabled: /) }],
      });
    }
    expect(hook.calls).toHaveLength(1);
    const shown = (await view(profile.uuid)).channels[0];
    expect(shown.disabled).toMatchObject({ reason: 'endpoint_gone', sinceVersion: 1 });

    const { items } = await scene.read('/notifications?limit=50');
    const told = items.filter(({ event }: { event: string }) => event === 'endpoint_disabled');
    expect(told).toMatchObject([{ message: expect.stringContaining(profile.name) }]);
    const log = await scene.read('/event-log?eventId=4140');
    expect(log.items).toMatchObject([
      { level: 'Warning', data: { profile: profile.uuid, receiver: expect.any(String) } },
    ]);

    // A sample is sent all the same: it is how a person sees that the receiver is back.
    expect((await test(profile.uuid)).body).toMatchObject({ outcome: 'delivered' });
    const enable = `/notification-profiles/${profile.uuid}/channels/webhook/enable`;
    for (const _ of [1, 2]) expect((await product.call('post', enable)).status).toBe(204);
    expect((await view(profile.uuid)).channels[0].disabled).toBeNull();
    expect(await delivered(profile.uuid)).toMatchObject({ status: 'delivered' });

    hook.answer = () => ({ status: 410 });
    await delivered(profile.uuid);
    hook.answer = () => ({ status: 204 });
    const moved = await scene.change(`/notification-profiles/${profile.uuid}`, (current) => ({
      name: current.name,
      recipientType: 'none',
      channels: [{ type: 'webhook', url: `${hook.url}/new` }],
    }));
    expect(moved.channels[0]).toMatchObject({ disabled: null, secretCount: 1 });
    expect(await delivered(profile.uuid)).toMatchObject({ status: 'delivered' });
    expect(hook.calls.at(-1)!.path).toBe('/hook/new');
  }, 120_000);
});

describe('chat channels', () => {
  it('their secrets are never shown, kept when left out, and absent from log and audit', async () => {
    const url = `http://127.0.0.1:${hook.port}/services/${chatSecret}`;
    const routingKey = `R${chatSecret}`.replaceAll('-', '').padEnd(32, '0');
    await scene.settings((current) => ({ ...current, audit: { ...current.audit, verbose: true } }));
    const profile = await scene.profile({
      recipientType: 'none',
      channels: [
        { type: 'slack', url },
        { type: 'teams', url },
        { type: 'pagerDuty', routingKey, endpoint: `http://127.0.0.1:${hook.port}` },
      ],
    });
    expect(profile.channels).toEqual([
      { type: 'slack', host: `127.0.0.1:${hook.port}` },
      { type: 'teams', host: `127.0.0.1:${hook.port}` },
      { type: 'pagerDuty', routingKey: '[set]', endpoint: `http://127.0.0.1:${hook.port}` },
    ]);
    const kept = await scene.change(`/notification-profiles/${profile.uuid}`, (current) => ({
      name: 'renamed chats',
      recipientType: current.recipientType,
      channels: [
        { type: 'slack' },
        { type: 'teams' },
        { type: 'pagerDuty', endpoint: `http://127.0.0.1:${hook.port}` },
      ],
    }));
    expect(kept).toMatchObject({ version: 1, revision: 2 });

    hook.answer = () => ({ status: 202, body: 'ok' });
    for (const channel of ['slack', 'teams', 'pagerDuty']) {
      expect((await test(profile.uuid, channel)).body).toEqual({ outcome: 'delivered', code: null, message: null });
    }
    expect(hook.calls.map(({ path }) => path)).toEqual([
      `/services/${chatSecret}`,
      `/services/${chatSecret}`,
      '/v2/enqueue',
    ]);
    hook.answer = () => ({ status: 404, body: `no such hook ${routingKey}` });
    const answers = [];
    for (const channel of ['slack', 'teams', 'pagerDuty']) answers.push((await test(profile.uuid, channel)).body);
    expect(answers).toMatchObject(Array(3).fill({ outcome: 'failed', code: 'http_refused' }));

    const stored = await product.foundation.stores.profiles.find(profile.uuid);
    const audit = await scene.read('/audit-log?limit=100');
    const places = {
      stored,
      audit,
      log: product.logLines,
      profile: await view(profile.uuid),
      answers: answers.slice(1),
    };
    for (const [name, place] of Object.entries(places)) {
      const text = JSON.stringify(place);
      expect([name, text.includes(chatSecret), text.includes(routingKey)]).toEqual([name, false, false]);
    }
  });

  it.each([
    { name: 'a private address', channel: { type: 'slack', url: 'https://10.0.0.1/x' }, pointer: '/channels/0/url' },
    { name: 'no address', channel: { type: 'teams' }, pointer: '/channels/0/url' },
    { name: 'no routing key', channel: { type: 'pagerDuty' }, pointer: '/channels/0/routingKey' },
    {
      name: 'an endpoint of another scheme',
      channel: { type: 'pagerDuty', routingKey: 'r'.repeat(32), endpoint: 'file:///etc/passwd' },
      pointer: '/channels/0/endpoint',
    },
  ])('$name is refused', async ({ channel, pointer }) => {
    const answer = await product
      .call('post', '/notification-profiles')
      .send({ name: `refused ${pointer}`, recipientType: 'none', channels: [channel] });
    expect(answer.body).toMatchObject({ status: 422, errors: [{ pointer }] });
  });
});
