import { createHmac } from 'node:crypto';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { alertScene } from '../alerts/scene';

const scene = alertScene();
const { call } = scene;
const clientSecret = 'the-secret-of-the-client';
const signingKey = Buffer.from('signs what is sent').toString('base64');
let service: HttpReceiver;
const base = () => `http://127.0.0.1:${service.port}`;
const create = (fields: object) => call('post', '/connections').send({ baseUrl: base(), ...fields });

beforeAll(async () => {
  service = await startHttpReceiver();
  await call('put', '/secrets/itsm').set('If-Match', '"0"').send({ secret: clientSecret }).expect(201);
  const secret = `whsec_${signingKey}`;
  await call('put', '/secrets/signing').set('If-Match', '"0"').send({ secret }).expect(201);
}, 60_000);
afterAll(() => service?.close());

it('is created with defaults, found by its name, changed and deleted', async () => {
  const { body, headers } = await create({ name: 'Open' }).expect(201);
  expect(headers['location']).toBe(`/api/v1/connections/${body.uuid}`);
  expect(body).toMatchObject({
    ...{ auth: { type: 'none' }, secretRef: null, signingSecretRef: null, tls: { ca: null }, usedBy: [] },
    allowedContexts: ['api', 'service'],
  });
  await create({ name: 'Open' }).expect(409);
  const change = { auth: { type: 'bearer' }, secretRef: 'itsm', allowedContexts: ['service'] };
  await call('patch', '/connections/Open').set('If-Match', '"1"').send(change).expect(200);
  expect((await call('get', '/connections/Open').expect(200)).body).toMatchObject({ ...change, revision: 2 });
  expect((await call('get', '/secrets/itsm').expect(200)).body.usedBy).toMatchObject([
    { kind: 'connection', name: 'Open' },
  ]);
  const { body: used } = await call('delete', '/secrets/itsm').set('If-Match', '"1"').expect(409);
  expect(used.code).toBe('in_use');
  await call('delete', '/connections/Open').set('If-Match', '"1"').expect(412);
  await call('delete', '/connections/Open').set('If-Match', '"2"').expect(204);
  const { items } = (await call('get', '/audit-log?resource=connections&limit=20').expect(200)).body;
  const operations = new Set((items as { operation: string }[]).map(({ operation }) => operation));
  expect([...operations].sort()).toEqual(['connections.create', 'connections.delete', 'connections.update']);
});

it.each<[string, object, string[]]>([
  ['a secret that there is not', { auth: { type: 'bearer' }, secretRef: 'nobody' }, ['/secretRef']],
  ['authentication without a secret', { auth: { type: 'bearer' } }, ['/secretRef']],
  ['http with a secret', { baseUrl: 'http://a.example', auth: { type: 'bearer' }, secretRef: 'itsm' }, ['/baseUrl']],
  [
    'text that is no certificate',
    { tls: { ca: '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----' } },
    ['/tls/ca'],
  ],
  ['a secret written out', { auth: { type: 'bearer', token: 'x' } }, ['/auth/token']],
])('refuses %s', async (_name, fields, pointers) => {
  const { body } = await create({ name: 'Refused', ...fields }).expect(422);
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
});

it('needs the right to use secrets wherever a change could bring one to somebody else', async () => {
  await create({ name: 'Kept', auth: { type: 'bearer' }, secretRef: 'itsm' }).expect(201);
  await call('post', '/roles')
    .send({ name: 'Half', permissions: ['connections:read', 'connections:write'] })
    .expect(201);
  await call('post', '/users')
    .send({ username: 'kim', roles: ['Half'] })
    .expect(201);
  const { key } = (await call('post', '/api-keys').send({ name: 'k', user: 'kim' }).expect(201)).body;
  const patch = (body: object) => call('patch', '/connections/Kept', key).set('If-Match', '"1"').send(body);
  expect((await patch({ baseUrl: 'https://evil.example' }).expect(403)).body.errors).toMatchObject([
    { pointer: '/baseUrl', code: 'permission_missing' },
  ]);
  await patch({ description: 'told' }).expect(200);
});

it('a webhook of an alert goes through a connection: one token for two calls, signed, and the connection stays', async () => {
  service.answer = ({ path }) => {
    if (path !== '/token') return { status: 204 };
    const body = JSON.stringify({ access_token: 'opaque', token_type: 'Bearer', expires_in: 3_600 });
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  };
  const auth = { type: 'oauth_client_credentials', tokenUrl: `${base()}/token`, clientId: 'certloom' };
  await create({ name: 'ITSM', baseUrl: `${base()}/api`, auth, secretRef: 'itsm', signingSecretRef: 'signing' }).expect(
    201,
  );
  await scene.ending(5, 6);
  const settings = { connection: 'ITSM', path: '/tickets?days={daysleft}', body: { of: '$(alert.id)' } };
  const alert = await scene.alert({ handlers: [{ type: 'webhook', name: 'hook', settings }] });
  const run = await scene.run(alert);
  expect(run.counts).toMatchObject({ due: 2, done: 2, failed: 0 });

  const [[token, ...moreTokens], sent] = [
    service.calls.filter(({ path }) => path === '/token'),
    service.calls.filter(({ path }) => path !== '/token'),
  ];
  expect(moreTokens).toEqual([]);
  expect(token!.headers.authorization).toBe(`Basic ${btoa(`certloom:${clientSecret}`)}`);
  expect(sent.map(({ path }) => path).sort()).toEqual(['/api/tickets?days=5', '/api/tickets?days=6']);
  for (const { headers, body } of sent) {
    expect(headers.authorization).toBe('Bearer opaque');
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body.toString()}`;
    const mac = createHmac('sha256', Buffer.from(signingKey, 'base64')).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
  }

  const { body: refused } = await call('delete', '/connections/ITSM').set('If-Match', '"1"').expect(409);
  expect(refused).toMatchObject({ code: 'in_use', usedBy: [{ kind: 'alert', name: alert.name }] });
  const kept = JSON.stringify([
    await scene.rows('alert_runs').find({}).toArray(),
    await scene.rows('audit').find({}).toArray(),
    await scene.rows('connections').find({}).toArray(),
    scene.product().logLines,
  ]);
  for (const secret of [clientSecret, signingKey, 'opaque']) expect(kept).not.toContain(secret);
});

it('an alert is refused that names a connection that there is not, or says twice where it goes', async () => {
  const refused = async (settings: object) => {
    const handlers = [{ type: 'webhook', name: 'hook', settings }];
    const alert = {
      name: 'Wrong',
      kind: 'expiration',
      schedule: { daily: { time: '03:00' } },
      firstRun: 'fire',
      handlers,
    };
    const { body } = await call('post', '/alerts').send(alert).expect(422);
    return body.errors.map(({ pointer }: { pointer: string }) => pointer.replace('/handlers/0/settings', ''));
  };
  expect(await refused({ connection: 'nobody' })).toEqual(['/connection']);
  expect(await refused({ connection: '00000000-0000-4000-8000-00000000dead' })).toEqual(['/connection']);
  expect(await refused({ connection: 'ITSM', url: base() })).toEqual(['/url']);
  expect(await refused({})).toEqual(['/url']);
  expect(await refused({ url: base(), path: '/x', method: 'PUT' })).toEqual(['/path', '/method']);
});
