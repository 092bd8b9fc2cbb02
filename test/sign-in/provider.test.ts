import { createServer, type Server } from 'node:https';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { builtInRoles } from '../../src/domain/identity/roles';
import { createTlsFixture } from '../notifications/support/tls';
import { createBrowser, startOidcProvider, type Page, type TestProvider } from '../support/oidc-provider';
import { productOfFile } from '../support/product';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

/** As nginx does by default: TLS ends here, and the name of the upstream is in `Host`. */
let proxy: Server;
let publicUrl: string;
let provider: TestProvider;
let target = '';

beforeAll(async () => {
  proxy = createServer(createTlsFixture({ ip: ['127.0.0.1'] }), (req, res) => {
    const url = new URL(req.url ?? '/', target);
    const headers = { ...req.headers, host: 'up', 'x-forwarded-proto': 'https' };
    const upstream = request(url, { method: req.method ?? 'GET', headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    req.pipe(upstream);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
  publicUrl = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const redirects = [`${publicUrl}/api/v1/sign-in/callback/corp`];
  const client = { clientId: 'certloom', secret: 'of the tests', redirects, afterSignOut: [`${publicUrl}/`] };
  provider = await startOidcProvider([client]);
});
const product = productOfFile(() => ({
  env: { CERTLOOM_PUBLIC_URL: publicUrl, CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1' },
}));
beforeAll(async () => {
  target = product().api.url;
  await product().call('put', '/secrets/corp-client').send({ secret: 'of the tests' }).expect(201);
  await product()
    .call('post', '/identity-providers')
    .send({
      ...{ name: 'corp', displayName: 'Corp', issuer: provider.issuer, clientId: 'certloom', secretRef: 'corp-client' },
      ...{ groupsClaim: 'groups', roleMappings: [{ group: 'PKI', roles: ['viewer'] }] },
    })
    .expect(201);
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await provider.close();
});

const start = (to = '/') => `${publicUrl}/api/v1/sign-in/start/corp?to=${encodeURIComponent(to)}`;
const json = (page: Page): any => JSON.parse(page.text);
const person = (claims: Record<string, unknown> = {}) => {
  const subject = `person-${Object.keys(provider.people).length}`;
  provider.people[subject] = { preferred_username: subject, groups: ['PKI'], ...claims };
  return subject;
};
const sessionCookies = (browser: ReturnType<typeof createBrowser>) =>
  [...browser.cookies(new URL(publicUrl).host).keys()].filter((name) => name.includes('session'));
const me = (browser: ReturnType<typeof createBrowser>) => browser.open(`${publicUrl}/api/v1/me`);

it('offers the provider in place of passwords, and shows what it has to be told', async () => {
  expect((await product().call('get', '/sign-in/ways').expect(200)).body).toEqual({
    ...{ providers: [{ name: 'corp', displayName: 'Corp' }], password: false },
  });
  const [shown] = (await product().call('get', '/identity-providers').expect(200)).body.items;
  expect(shown).toMatchObject({
    callbackUrl: `${publicUrl}/api/v1/sign-in/callback/corp`,
    roleMappings: [{ group: 'PKI', roleNames: ['viewer'] }],
  });
});

it('signs in behind a proxy that ends TLS, with roles by groups, and signs out at both', async () => {
  const browser = createBrowser();
  const subject = person({ name: 'Ada', email: 'ada@example.org', email_verified: true });
  const back = await browser.signInAt(start('/certificates?limit=5'), subject);
  const done = await browser.open(back);
  expect([done.status, done.headers.location]).toEqual([303, '/certificates?limit=5']);
  expect(done.headers['set-cookie']!.join()).toMatch(/__Host-certloom-session-\w{8}=[^;]+;[^,]*SameSite=Lax; Secure/);
  const mine = json(await me(browser));
  const viewer = builtInRoles.find(({ name }) => name === 'viewer')!.uuid;
  expect(mine).toMatchObject({ username: subject, displayName: 'Ada', email: 'ada@example.org', roles: [viewer] });
  expect(mine.session).toMatchObject({ method: 'provider', provider: 'corp' });

  // The page that was left is loaded again: nothing is asked of the provider, and who is in stays in.
  expect((await browser.open(back)).headers.location).toBe('/');
  expect((await me(browser)).status).toBe(200);
  expect(provider.refusals).toEqual([]);

  const ours = { 'sec-fetch-site': 'same-origin', 'x-certloom-console': '1' };
  const out = await browser.open(`${publicUrl}/api/v1/sign-in/out`, {}, { ...ours, 'content-length': '0' });
  expect(out.status).toBe(200);
  const leaving = new URL(json(out).location);
  expect(leaving.origin).toBe(provider.issuer);
  expect(leaving.searchParams.has('id_token_hint')).toBe(true);
  expect((await browser.open(leaving)).status).toBe(200);
  expect(sessionCookies(browser)).toEqual([]);
  expect((await me(browser)).status).toBe(401);
});

it('leads two tabs in side by side, and keeps no more than five on their way', async () => {
  const browser = createBrowser();
  const [one, two] = [await browser.open(start('/one')), await browser.open(start('/two'))];
  const subject = person();
  const first = await browser.signInAt(one.headers.location!, subject);
  const second = await browser.signInAt(two.headers.location!, subject);
  expect((await browser.open(first)).headers.location).toBe('/one');
  expect((await browser.open(second)).headers.location).toBe('/two');
  for (let at = 0; at < 8; at += 1) await browser.open(start());
  const under = [...browser.cookies(new URL(publicUrl).host).keys()].filter((name) => name.includes('-at-'));
  expect(under).toHaveLength(5);
});

it('is begun again in words where it was begun elsewhere, and changes nothing when fetched ahead', async () => {
  const browser = createBrowser();
  const back = await browser.signInAt(start(), person());
  const stranger = await createBrowser().open(back);
  expect([stranger.status, stranger.text]).toEqual([400, expect.stringContaining('Please begin again')]);
  const ahead = await browser.open(back, undefined, { 'sec-purpose': 'prefetch' });
  expect(ahead.status).toBe(204);
  expect((await browser.open(back)).status).toBe(303);
  expect((await createBrowser().open(`${publicUrl}/api/v1/sign-in/callback/corp`)).status).toBe(400);
  expect((await createBrowser().open(`${publicUrl}/api/v1/sign-in/start/other`)).status).toBe(404);
});

it.each<[string, Record<string, unknown>, RegExp]>([
  ['has no group with a role', { groups: ['Other'] }, /None of your groups/],
  ['has groups in a form that means nothing', { groups: { PKI: true } }, /neither a text nor a list/],
  ['comes without groups', { groups: undefined }, /says nothing in the claim/],
])('lets in nobody who %s, and says why', async (_name, claims, words) => {
  const browser = createBrowser();
  const page = await browser.open(await browser.signInAt(start(), person(claims)));
  expect([page.status, page.text]).toEqual([403, expect.stringMatching(words)]);
  expect(sessionCookies(browser)).toEqual([]);
  const refused = await product().call('get', '/audit-log?operation=sessions.sign-in&result=failure').expect(200);
  expect(refused.body.items[0]).toMatchObject({ message: 'provider_refused', actor: { type: 'anonymous' } });
});

it('leaves the hint out where groups make it too long for the address of a page', async () => {
  const groups = [
    'PKI',
    ...Array.from({ length: 1_000 }, (_, at) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`),
  ];
  const browser = createBrowser();
  await browser.open(await browser.signInAt(start(), person({ groups })));
  expect((await me(browser)).status).toBe(200);
  const [row] = await product()
    .foundation.db.collection('sessions')
    .find({ method: 'provider', endedAt: null })
    .sort({ createdAt: -1 })
    .limit(1)
    .toArray();
  expect(String(row!['hint'] ?? '').length).toBeLessThan(6_000);
});

it('keeps no token, secret or verifier in the log, and none in plain in the database', async () => {
  const log = product().logLines.join('');
  expect(log).not.toMatch(/eyJ[A-Za-z0-9_-]{20}|of the tests|code_verifier/);
  const sessions = await product().foundation.db.collection('sessions').find().toArray();
  expect(JSON.stringify(sessions)).not.toMatch(/eyJ[A-Za-z0-9_-]{20}/);
});

it('is set up by those alone who may do everything, and tells what it cannot reach', async () => {
  const { body: role } = await product()
    .call('post', '/roles')
    .send({ name: 'idp', permissions: ['identity-providers:read', 'identity-providers:write', 'secrets:use'] });
  const { body: user } = await product()
    .call('post', '/users')
    .send({ username: 'idp', roles: [role.uuid] });
  const { key } = (await product().call('post', '/api-keys').send({ name: 'k', user: user.uuid })).body;
  const away = {
    name: 'away',
    displayName: 'Away',
    issuer: 'http://127.0.0.1:9',
    clientId: 'c',
    tokenEndpointAuth: 'none',
  };
  await product()
    .call('post', '/identity-providers', key as string)
    .send(away)
    .expect(403);
  await product().call('post', '/identity-providers').send(away).expect(201);
  const page = await createBrowser().open(`${publicUrl}/api/v1/sign-in/start/away`);
  expect([page.status, page.text]).toEqual([502, expect.stringMatching(/127\.0\.0\.1:9.*refuses connections/)]);
  expect((await product().call('delete', '/secrets/corp-client').set('If-Match', '*')).status).toBe(409);
});
