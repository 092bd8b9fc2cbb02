import { randomBytes } from 'node:crypto';
import { createScene, eventually } from '../acceptance/scene';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { productOfFile } from '../support/product';

const product = productOfFile(() => ({ env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1' } }));
const scene = createScene(product);
const routingKey = randomBytes(16).toString('hex');
let thief: HttpReceiver;

beforeAll(async () => {
  thief = await startHttpReceiver();
});
afterAll(() => thief?.close());

async function put(path: string, change: object, key?: string) {
  const before = await product().call('get', path).expect(200);
  return { before: before.body as Record<string, unknown>, send: () => send(before.headers['etag'] as string) };

  function send(etag: string) {
    return product().call('put', path, key).set('If-Match', etag).send(change);
  }
}

const inputOf = (channels: readonly object[], more: object = {}) => ({
  name: `profile ${randomBytes(4).toString('hex')}`,
  recipientType: 'none',
  channels,
  ...more,
});

describe('figure-F7 a stored secret', () => {
  it('does not go to an endpoint that was put in the place of its own', async () => {
    const input = inputOf([{ type: 'pagerDuty', routingKey, endpoint: 'https://events.eu.pagerduty.com' }]);
    const profile = await scene.make('/notification-profiles', input);
    const stolen = { ...input, channels: [{ type: 'pagerDuty', endpoint: new URL(thief.url).origin }] };
    const answer = await (await put(`/notification-profiles/${profile.uuid}`, stolen)).send();
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'validation_failed',
      errors: [{ pointer: '/channels/0/routingKey', code: 'secret_of_other_origin' }],
    });
    expect(thief.calls).toEqual([]);
    const again = { ...input, channels: [{ ...stolen.channels[0], routingKey }] };
    expect((await (await put(`/notification-profiles/${profile.uuid}`, again)).send()).status).toBe(200);
  });

  it('of a webhook stays with its host, whatever the path', async () => {
    const secrets = [`whsec_${randomBytes(24).toString('base64')}`];
    const input = inputOf([{ type: 'webhook', url: 'https://hooks.example/one', secrets }]);
    const profile = await scene.make('/notification-profiles', input);
    const at = async (url: string) => {
      const change = await put(`/notification-profiles/${profile.uuid}`, {
        ...input,
        channels: [{ type: 'webhook', url }],
      });
      return (await change.send()).status;
    };
    expect(await at('https://evil.example/one')).toBe(422);
    expect(await at('https://hooks.example:444/one')).toBe(422);
    expect(await at('https://hooks.example/two')).toBe(200);
  });

  it('travels encrypted', async () => {
    const answer = await product()
      .call('post', '/notification-profiles')
      .send(inputOf([{ type: 'slack', url: 'http://hooks.slack.example/x' }]));
    expect(answer.body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/channels/0/url', code: 'https_required' }],
    });
  });
});

describe('figure-F14 somebody who may write profiles and not read certificates', () => {
  it('sends nothing to themselves and names no more data', async () => {
    const { key } = await scene.person(['notification-profiles:read', 'notification-profiles:write']);
    const input = inputOf([{ type: 'eventLog' }], { frequency: 'P1D' });
    const refused = await product().call('post', '/notification-profiles', key).send(input);
    expect(refused.body).toMatchObject({ status: 403, code: 'forbidden' });
    const profile = await scene.make('/notification-profiles', input);
    const path = `/notification-profiles/${profile.uuid}`;
    const secrets = [`whsec_${randomBytes(24).toString('base64')}`];
    for (const change of [
      { channels: [{ type: 'webhook', url: 'https://evil.example/', secrets }] },
      { recipientType: 'default', channels: [{ type: 'internal' }] },
      { include: { customAttributes: true, metadata: true, associations: true } },
    ]) {
      expect((await (await put(path, { ...input, ...change }, key)).send()).status).toBe(403);
    }
    expect((await (await put(path, { ...input, frequency: 'P2D', description: 'slower' }, key)).send()).status).toBe(
      200,
    );
  });
});

describe('figure-F14 an administrator', () => {
  const may = ['users:read', 'users:write', 'api-keys:read', 'api-keys:write'] as const;

  it('is changed by administrators only, and loses no key to others', async () => {
    const { key } = await scene.person(may);
    const { items } = await scene.read('/users?name=admin');
    const { username, displayName, roles, enabled, uuid } = items[0];
    const change = { username, displayName, roles, enabled, email: 'thief@evil.example' };
    expect((await (await put(`/users/${uuid}`, change, key)).send()).status).toBe(403);
    const made = await scene.make('/api-keys', { name: 'second', user: uuid });
    expect((await product().call('delete', `/api-keys/${made.uuid}`, key)).status).toBe(403);
    const etag = (await product().call('get', `/users/${uuid}`)).headers['etag'] as string;
    expect((await product().call('delete', `/users/${uuid}`, key).set('If-Match', etag)).status).toBe(403);
  });

  it('finds a changed address of anybody in the event log', async () => {
    const { key } = await scene.person(may);
    const { uuid, username } = await scene.person(['certificates:read'], { email: 'ann@x.example' });
    const { before } = await put(`/users/${uuid}`, {});
    const { displayName, roles, enabled } = before;
    const change = { username, displayName, roles, enabled, email: 'thief@evil.example' };
    expect((await (await put(`/users/${uuid}`, change)).send()).status).toBe(200);
    expect(key).toBeDefined();
    const entry = await eventually('the entry', async () => (await scene.read('/event-log?eventId=4144')).items[0]);
    expect(entry).toMatchObject({ level: 'Warning', message: expect.stringContaining('ann@x.example') });
  });
});
